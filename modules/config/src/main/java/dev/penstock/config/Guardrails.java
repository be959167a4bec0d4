package dev.penstock.config;

import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code guardrails:} of a rollout: each in a word, or a map that says more. */
final class Guardrails {
    static final String BASELINE_P95 = "baseline_p95";

    private static final List<String> WORDS =
            Arrays.stream(GuardrailKind.values()).map(GuardrailKind::word).toList();

    private Guardrails() {}

    /** The guardrails; null where there are none, or one of them is none. */
    static @Nullable List<Guardrail> read(Section policy) {
        List<Given> givens = policy.givens("guardrails", "a list of guardrails", Keys.GUARDRAIL);
        if (givens == null) {
            return null;
        }
        List<Guardrail> guardrails = new ArrayList<>();
        for (Given given : givens) {
            Guardrail guardrail = switch (given) {
                case Given.InAWord(String word, Place place) -> inAWord(policy, word, place);
                case Given.InFull(Section section) -> inFull(section);
            };
            if (guardrail != null) {
                guardrails.add(guardrail);
            }
        }
        return guardrails.size() == givens.size() ? guardrails : null;
    }

    private static @Nullable Guardrail inAWord(Section policy, String word, Place place) {
        String feedback = GuardrailKind.FEEDBACK.word() + ":";
        String label = word.startsWith(feedback) ? word.substring(feedback.length()) : "";
        boolean isLabel = !label.isEmpty() && label.length() <= Guardrail.MOST_LABEL;
        GuardrailKind kind =
                isLabel ? GuardrailKind.FEEDBACK : GuardrailKind.of(word).orElse(null);
        String remedy = kind == null
                ? "expected one of " + String.join(", ", WORDS)
                : kind == GuardrailKind.FEEDBACK && !isLabel
                        ? "expected its label, as in feedback:off_topic"
                        : kind.hasLimit() && !kind.mayFollowBaseline()
                                ? "expected a map with its limit: {kind: " + kind.word() + ", limit: ...}"
                                : null;
        if (remedy != null || kind == null) {
            policy.wrong(place, Shown.quoted(word), String.valueOf(remedy));
            return null;
        }
        Limit limit = kind.hasLimit()
                ? new Limit.BaselineP95()
                : kind == GuardrailKind.SCORE ? Limit.Mean.USUAL : new Limit.None();
        return new Guardrail(kind, label, limit, 1, 0);
    }

    private static @Nullable Guardrail inFull(Section section) {
        String word = section.requiredText("kind", "one of " + String.join(", ", WORDS));
        GuardrailKind kind = word == null ? null : GuardrailKind.of(word).orElse(null);
        if (word != null && kind == null) {
            section.wrongWord("kind", word, WORDS);
        }
        if (kind == null) {
            return null;
        }
        String label = section.text("label", "a label or signal of feedback");
        Limit limit = limit(section, kind);
        Double weight = section.fraction("weight");
        Double tolerated = section.fraction("tolerated");
        return section.make(() -> new Guardrail(
                kind,
                label == null ? "" : label,
                limit,
                weight == null ? 1 : weight,
                tolerated == null ? 0 : tolerated));
    }

    private static Limit limit(Section section, GuardrailKind kind) {
        if (kind == GuardrailKind.SCORE) {
            return mean(section);
        }
        if (section.has("margin")) {
            section.wrong(
                    "margin",
                    "here",
                    "expected none: only " + GuardrailKind.SCORE.word()
                            + " has its own, and all others that of their stage");
        }
        if (!kind.hasLimit()) {
            if (section.has("limit")) {
                section.wrong("limit", "here", "expected none: a request is " + kind.word() + " or is not");
            }
            return new Limit.None();
        }
        if (!section.has("limit") && kind.mayFollowBaseline()) {
            return new Limit.BaselineP95();
        }
        Long units = kind == GuardrailKind.COST ? microdollars(section) : microseconds(section, kind);
        if (units == null) {
            // Of a limit that cannot be read, which is told, any will do.
            return kind.mayFollowBaseline() ? new Limit.BaselineP95() : new Limit.Fixed(1);
        }
        return new Limit.Fixed(units);
    }

    private static Limit mean(Section section) {
        if (section.has("limit")) {
            section.wrong(
                    "limit",
                    "here",
                    "expected none: no single score is bad; margin says how much lower their mean may be");
        }
        Double margin = section.fraction("margin");
        return margin == null ? Limit.Mean.USUAL : new Limit.Mean(margin);
    }

    private static @Nullable Long microdollars(Section section) {
        if (!section.has("limit")) {
            section.missing("limit", "a whole number of microdollars");
        }
        return section.whole("limit");
    }

    /** Null where it is the baseline's, or nothing that can be read. */
    private static @Nullable Long microseconds(Section section, GuardrailKind kind) {
        String expected = Durations.EXPECTED + (kind.mayFollowBaseline() ? ", or " + BASELINE_P95 : "");
        String text = section.requiredText("limit", expected);
        if (text == null || (kind.mayFollowBaseline() && text.equals(BASELINE_P95))) {
            return null;
        }
        if (!Durations.isOne(text)) {
            section.wrong("limit", Shown.quoted(text), "expected " + expected);
            return null;
        }
        return Durations.parse(text).dividedBy(Duration.ofNanos(1_000));
    }
}
