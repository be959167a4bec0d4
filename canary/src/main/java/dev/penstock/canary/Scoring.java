package dev.penstock.canary;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.ContractResult;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Trace;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.RolloutPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What makes a request of a rollout bad, by its policy: the same rule for both arms. Each guardrail has a bit, by its
 * place in the policy. Pure and immutable.
 */
public final class Scoring {
    private static final long PICODOLLARS = 1_000_000;

    private final List<Guardrail> guardrails;
    private final Duration horizon;

    private Scoring(RolloutPolicy policy) {
        this.guardrails = policy.guardrails();
        this.horizon = policy.horizon();
    }

    public static Scoring of(RolloutPolicy policy) {
        return new Scoring(policy);
    }

    /** When a request that is not over counts as failed, after its begin. */
    public Duration horizon() {
        return horizon;
    }

    /** What was seen, in bits; {@code past} is how long the baseline's answers have taken before. */
    public int bits(Seen seen, BaselineLatency past) {
        int bits = 0;
        for (int i = 0; i < guardrails.size(); i++) {
            if (isBad(guardrails.get(i), seen, past)) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** What somebody said of an answer: its kind and label, as feedback has them. */
    public int said(String kind, @Nullable String label) {
        return bits(guardrail -> switch (guardrail.kind()) {
            case THUMB_DOWN -> kind.equals("thumb") && "down".equals(label);
            case FEEDBACK ->
                (kind.equals("label") || kind.equals("signal"))
                        && guardrail.label().equals(label);
            default -> false;
        });
    }

    /** Whether it is a score from 0 to 1, and the policy compares these. */
    public boolean isScore(String kind, @Nullable Double value) {
        return kind.equals(GuardrailKind.SCORE.word())
                && value != null
                && value >= 0
                && value <= 1
                && hears(GuardrailKind.SCORE);
    }

    /** That the same user asked the same again so soon after the answer. */
    public int regenerated(Duration after) {
        return bits(guardrail -> guardrail.kind() == GuardrailKind.REGENERATED
                && guardrail.limit() instanceof Limit.Fixed(long us)
                && after.toNanos() / 1_000 < us);
    }

    /** Whether it is looked at whether users ask the same again. */
    public boolean hears(GuardrailKind kind) {
        return guardrails.stream().anyMatch(guardrail -> guardrail.kind() == kind);
    }

    /** The guardrails of bits, by their words. */
    public List<String> words(int bits) {
        if (bits == 0) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < guardrails.size(); i++) {
            if ((bits & (1 << i)) != 0) {
                words.add(guardrails.get(i).word());
            }
        }
        return words;
    }

    private int bits(Predicate<Guardrail> bad) {
        return IntStream.range(0, guardrails.size())
                .filter(i -> bad.test(guardrails.get(i)))
                .map(i -> 1 << i)
                .sum();
    }

    private static boolean isBad(Guardrail guardrail, Seen seen, BaselineLatency past) {
        return switch (guardrail.kind()) {
            case ERROR -> seen.unasked() || seen.late() || any(seen, Scoring::failed);
            case CONTRACT -> any(seen, Scoring::brokeItsContract);
            case EMPTY -> any(seen, attempt -> attempt.failure() instanceof AttemptFailure.EmptyAnswer);
            case TRUNCATED -> any(seen, attempt -> attempt.finish() == FinishReason.LENGTH);
            case REFUSAL -> any(seen, Scoring::declined);
            case TOOL_CALL -> seen.badToolCall();
            case STREAM -> seen.stream() && any(seen, Scoring::brokeOff);
            case TTFT -> seen.stream() && isOver(guardrail, seen.firstContentUs(), past);
            case TOTAL -> isOver(guardrail, seen.totalUs(), past);
            case BETWEEN -> isOver(guardrail, seen.betweenUs(), past);
            case COST -> isOver(guardrail, microdollars(seen), past);
            // Not to be seen in a request: somebody says so later.
            case REGENERATED, THUMB_DOWN, FEEDBACK, SCORE -> false;
        };
    }

    private static boolean any(Seen seen, Predicate<Attempt> bad) {
        for (Attempt attempt : seen.own()) {
            if (bad.test(attempt)) {
                return true;
            }
        }
        return false;
    }

    /** What we ended ourselves says nothing of the release. */
    static boolean failed(Attempt attempt) {
        return switch (attempt.failure()) {
            case null -> false;
            case AttemptFailure.Outrun _,
                    AttemptFailure.Cancelled _,
                    AttemptFailure.Killed _,
                    AttemptFailure.KilledTool _,
                    AttemptFailure.Stopped _ -> false;
            default -> true;
        };
    }

    /** What a rule repaired is not bad; what was asked for again, or given up, is. */
    private static boolean brokeItsContract(Attempt attempt) {
        ContractResult contract = attempt.contract();
        return attempt.failure() instanceof AttemptFailure.InvalidOutput
                || (contract != null
                        && (contract.word() == ContractResult.Word.INVALID
                                || contract.word() == ContractResult.Word.NOT_READ));
    }

    private static boolean declined(Attempt attempt) {
        return attempt.finish() == FinishReason.REFUSAL
                || attempt.finish() == FinishReason.CONTENT_FILTER
                || attempt.diagnosis() == Diagnosis.Declined.REFUSAL
                || attempt.diagnosis() == Diagnosis.Declined.CONTENT_FILTERED;
    }

    /** After its first content, however the caller got on. */
    private static boolean brokeOff(Attempt attempt) {
        return attempt.firstContentUs() >= 0
                && switch (attempt.failure()) {
                    case AttemptFailure.ConnectionLost _,
                            AttemptFailure.TimedOut _,
                            AttemptFailure.ErrorInStream _,
                            AttemptFailure.Malformed _,
                            AttemptFailure.CutStream _,
                            AttemptFailure.AnswerTooLarge _ -> true;
                    case null, default -> false;
                };
    }

    /** Rounded up; -1 where it is not known. */
    private static long microdollars(Seen seen) {
        Long picodollars = Trace.costPicodollars(seen.own());
        return picodollars == null ? -1 : Math.ceilDiv(picodollars, PICODOLLARS);
    }

    private static boolean isOver(Guardrail guardrail, long units, BaselineLatency past) {
        long most = switch (guardrail.limit()) {
            case Limit.Fixed(long fixed) -> fixed;
            case Limit.BaselineP95() -> past.p95(guardrail.kind());
            case Limit.None(), Limit.Mean(double _) -> -1;
        };
        return most >= 0 && units > most;
    }
}
