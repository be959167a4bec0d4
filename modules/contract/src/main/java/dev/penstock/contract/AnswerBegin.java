package dev.penstock.contract;

import dev.penstock.core.config.AnswerChecks;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text of an answer while it comes: whether what is there so far may be the begin of one that satisfies its
 * contract. Says no only where no end can mend it; the whole answer is still to be checked. One per answer and thread.
 */
public final class AnswerBegin {
    private final @Nullable JsonBegin json;
    private final AnswerChecks checks;
    /** Where the answer is JSON, what of it is for people to read is known at the end only. */
    private final @Nullable MarkupBegin markup;

    private int chars;
    private boolean endsInHalf;
    private boolean begun;
    private @Nullable Verdict last;

    /** What is known of an answer by its begin. */
    public sealed interface Verdict {
        /** It may be handed on. */
        record Open() implements Verdict {}

        /** Nothing of it before all of it is here: only then can it be told, or repaired, what it is. */
        record Held() implements Verdict {}

        /** It breaks the contract, whatever comes. */
        record Broken(List<Violation> violations) implements Verdict {
            public Broken {
                violations = List.copyOf(violations);
            }
        }
    }

    AnswerBegin(@Nullable JsonSchema schema, AnswerChecks checks) {
        this.json = schema == null ? null : new JsonBegin(schema);
        this.checks = checks;
        this.markup = schema == null && checks.plain() ? new MarkupBegin() : null;
    }

    /** More of the text. What was once held or broken stays so. */
    public Verdict take(String more) {
        if (more.isEmpty()) {
            return last == null ? new Verdict.Held() : last;
        }
        if (last == null || last instanceof Verdict.Open) {
            Verdict verdict = verdict(more);
            last = verdict instanceof Verdict.Held && !begun ? null : verdict;
            return verdict;
        }
        return last;
    }

    /** From now on nothing is handed on before all of it is here. */
    public Verdict hold() {
        last = last instanceof Verdict.Broken ? last : new Verdict.Held();
        return Objects.requireNonNull(last);
    }

    private Verdict verdict(String more) {
        begun |= !more.isBlank();
        if (!begun) {
            return new Verdict.Held();
        }
        chars += more.codePointCount(0, more.length());
        if (endsInHalf && Character.isLowSurrogate(more.charAt(0))) {
            chars--;
        }
        endsInHalf = Character.isHighSurrogate(more.charAt(more.length() - 1));
        List<Violation> violations = violations(more);
        if (violations.isEmpty()) {
            return new Verdict.Open();
        }
        // What was not handed on may be repaired, once all of it is here.
        return last == null ? new Verdict.Held() : new Verdict.Broken(violations);
    }

    private List<Violation> violations(String more) {
        Integer most = checks.maxChars();
        if (most != null && chars > most) {
            return List.of(new Violation(
                    Check.MAX_CHARS, "", "at most " + most + " characters", "more than " + most + " characters"));
        }
        String found = markup == null ? null : markup.take(more);
        if (found != null) {
            return List.of(new Violation(Check.PLAIN, "", "no HTML and no stack trace", found));
        }
        return json == null ? List.of() : json.take(more);
    }
}
