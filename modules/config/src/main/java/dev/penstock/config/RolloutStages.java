package dev.penstock.config;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code stages:} of a rollout: each in a word, or a map that says more. What a stage does not say is as in that
 * of {@link RolloutPolicy#DEFAULT} with the next smaller share.
 */
final class RolloutStages {
    static final String AUTO = "auto";
    static final String APPROVAL = "approval";
    static final String NEVER = "never";
    static final String NONE = "none";

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?) ?%?");
    private static final String A_SHARE = "a share like 5 %, above 0 and below 100, in steps of 0.0001";
    private static final String A_STAGE = "eval, shadow, a share like 5 %, full, or a map";
    private static final String A_GATE = "auto, approval, or a map: {webhook: NAME}";

    private final @Nullable List<String> webhooks;

    /** {@code webhooks} are those that can be asked; null where that is not known, and any may be. */
    RolloutStages(@Nullable List<String> webhooks) {
        this.webhooks = webhooks;
    }

    /** The stages; null where there are none, or one of them is none. */
    @Nullable
    List<Stage> read(Section policy) {
        List<Given> givens = policy.givens("stages", "a list of stages", Keys.STAGE);
        if (givens == null) {
            return null;
        }
        List<Stage> stages = new ArrayList<>();
        for (Given given : givens) {
            Stage stage = switch (given) {
                case Given.InAWord(String word, Place place) -> inAWord(policy, word, place);
                case Given.InFull(Section section) -> inFull(section);
            };
            if (stage != null) {
                stages.add(stage);
            }
        }
        return stages.size() == givens.size() ? stages : null;
    }

    private static @Nullable Stage inAWord(Section policy, String word, Place place) {
        StageKind kind = StageKind.of(word).orElse(StageKind.CANARY);
        if (kind != StageKind.CANARY) {
            return usual(kind, Share.NOTHING);
        }
        Share share = share(word);
        if (share == null) {
            policy.wrong(place, Shown.quoted(word), "expected " + A_STAGE);
        }
        return share == null ? null : usual(kind, share);
    }

    private @Nullable Stage inFull(Section section) {
        Stage usual = like(section);
        Long requests = section.whole("requests");
        Duration time = section.duration("time", usual.time());
        Duration deadline = deadline(section, usual.deadline());
        Double margin = section.fraction("margin");
        Double tolerance = section.fraction("tolerance");
        Exposure exposure = exposure(section, usual.exposure());
        Gate gate = gate(section);
        return section.make(() -> new Stage(
                usual.kind(),
                usual.share(),
                requests == null ? usual.requests() : requests,
                time,
                deadline,
                margin == null ? usual.margin() : margin,
                tolerance == null ? usual.tolerance() : tolerance,
                exposure,
                gate));
    }

    /** The usual one of the kind or share that a map names; of what has neither, any. */
    private static Stage like(Section section) {
        if (section.has("kind")) {
            StageKind kind =
                    section.oneOf("kind", List.of(StageKind.EVAL, StageKind.SHADOW), StageKind::word, StageKind.EVAL);
            if (section.has("share")) {
                section.wrong("share", "here beside kind", "expected the one or the other");
            }
            return usual(kind, Share.NOTHING);
        }
        String text = section.requiredText("share", A_SHARE);
        Share share = text == null ? null : share(text);
        if (text != null && share == null) {
            section.wrong("share", Shown.quoted(text), "expected " + A_SHARE);
        }
        return share == null ? RolloutPolicy.DEFAULT.stages().getFirst() : usual(StageKind.CANARY, share);
    }

    private static @Nullable Share share(String text) {
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(percent.group(1));
        boolean isPart = number.signum() > 0 && number.compareTo(BigDecimal.valueOf(100)) < 0;
        return isPart ? Share.ofPercent(number) : null;
    }

    private static Stage usual(StageKind kind, Share share) {
        Stage like = RolloutPolicy.DEFAULT.stages().getFirst();
        for (Stage stage : RolloutPolicy.DEFAULT.stages()) {
            boolean isNearer = kind == StageKind.CANARY
                    ? stage.kind() == kind && stage.share().millionths() <= share.millionths()
                    : stage.kind() == StageKind.FULL;
            like = isNearer ? stage : like;
        }
        return new Stage(
                kind,
                share,
                like.requests(),
                like.time(),
                like.deadline(),
                like.margin(),
                like.tolerance(),
                like.exposure(),
                like.gate());
    }

    private static @Nullable Duration deadline(Section section, @Nullable Duration usual) {
        String expected = NEVER + ", or " + Durations.EXPECTED;
        String text = section.text("deadline", expected);
        if (text == null || text.equals(NEVER)) {
            return text == null ? usual : null;
        }
        if (Durations.isOne(text)) {
            return Durations.parse(text);
        }
        section.wrong("deadline", Shown.quoted(text), "expected " + expected);
        return usual;
    }

    private static Exposure exposure(Section section, Exposure usual) {
        return switch (section.given("exposure", NONE + " or a map", Keys.EXPOSURE)) {
            case null -> usual;
            case Given.InAWord(String word, Place _) -> {
                if (!word.equals(NONE)) {
                    section.wrongWord("exposure", word, List.of(NONE, "a map"));
                }
                yield Exposure.UNLIMITED;
            }
            case Given.InFull(Section limits) -> {
                Long requests = limits.whole("requests");
                Long bad = limits.whole("bad");
                Long microdollars = limits.whole("microdollars");
                Exposure exposure = limits.make(() -> new Exposure(requests, bad, microdollars));
                yield exposure == null ? usual : exposure;
            }
        };
    }

    private Gate gate(Section section) {
        return switch (section.given("gate", A_GATE, Keys.GATE)) {
            case null -> new Gate.Auto();
            case Given.InAWord(String word, Place _) -> {
                if (!word.equals(AUTO) && !word.equals(APPROVAL)) {
                    section.wrong("gate", Shown.quoted(word), "expected " + A_GATE);
                }
                yield word.equals(APPROVAL) ? new Gate.Approval() : new Gate.Auto();
            }
            case Given.InFull(Section gate) -> webhook(gate);
        };
    }

    private Gate webhook(Section gate) {
        String expected = "the name of one under webhooks"
                + (webhooks == null ? "" : webhooks.isEmpty() ? ", where there is none" : ": " + Shown.names(webhooks));
        String name = gate.requiredText("webhook", expected);
        if (name == null) {
            return new Gate.Auto();
        }
        if (webhooks != null && !webhooks.contains(name)) {
            gate.wrong("webhook", Shown.quoted(name), "expected " + expected);
        }
        Gate webhook = gate.make(() -> new Gate.Webhook(name));
        return webhook == null ? new Gate.Auto() : webhook;
    }
}
