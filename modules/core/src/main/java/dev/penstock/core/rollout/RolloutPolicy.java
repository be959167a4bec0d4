package dev.penstock.core.rollout;

import dev.penstock.core.Share;
import dev.penstock.core.config.Checks;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How releases reach all traffic, by a name.
 *
 * @param stages in their order; the last is {@link StageKind#FULL}
 * @param guardrails each once
 * @param alpha the chance that an equal candidate is ever rolled back, over all guardrails together
 * @param beta the chance that one at the margin is promoted, by guardrail
 * @param horizon a request that is not over by then counts as failed
 * @param quiet when nothing more is given
 */
public record RolloutPolicy(
        String name,
        List<Stage> stages,
        List<Guardrail> guardrails,
        double alpha,
        double beta,
        Duration horizon,
        List<QuietTime> quiet) {
    private static final int MOST_STAGES = 20;
    /** What each request is held against is one bit of an int. */
    private static final int MOST_GUARDRAILS = 30;

    private static final int MOST_QUIET = 20;

    /** What is used where nobody says anything else. */
    public static final RolloutPolicy DEFAULT = new RolloutPolicy(
            "default",
            List.of(
                    canary(1, 50, Duration.ofMinutes(5), 4, 0.05, 25),
                    canary(5, 100, Duration.ofMinutes(5), 2, 0.02, 50),
                    canary(25, 200, Duration.ofMinutes(10), 1, 0.01, 100),
                    canary(50, 400, Duration.ofMinutes(10), 0.5, 0.005, 200),
                    full()),
            List.of(
                    // Three failures of a candidate are enough at this weight, with a share of 1 % or of 5 %.
                    guardrail(GuardrailKind.ERROR, 4),
                    guardrail(GuardrailKind.CONTRACT, 4),
                    Guardrail.of(GuardrailKind.EMPTY),
                    Guardrail.of(GuardrailKind.TRUNCATED),
                    guardrail(GuardrailKind.REFUSAL, 2),
                    Guardrail.of(GuardrailKind.TOOL_CALL),
                    Guardrail.of(GuardrailKind.STREAM),
                    Guardrail.of(GuardrailKind.THUMB_DOWN)),
            0.01,
            0.05,
            Duration.ofSeconds(60),
            List.of());

    public RolloutPolicy {
        stages = List.copyOf(stages);
        guardrails = List.copyOf(guardrails);
        quiet = List.copyOf(quiet);
        List<String> words = guardrails.stream().map(Guardrail::word).toList();
        new Checks()
                .name("name", name)
                .that(
                        !stages.isEmpty()
                                && stages.size() <= MOST_STAGES
                                && stages.getLast().kind() == StageKind.FULL,
                        "stages",
                        stages.stream().map(Stage::word).toList(),
                        "1 to " + MOST_STAGES + ", the last of them full")
                .that(
                        isRising(stages),
                        "stages",
                        stages.stream().map(Stage::word).toList(),
                        "eval, shadow, then rising shares, then full")
                .that(
                        !guardrails.isEmpty()
                                && guardrails.size() <= MOST_GUARDRAILS
                                && words.stream().distinct().count() == words.size(),
                        "guardrails",
                        words,
                        "1 to " + MOST_GUARDRAILS + ", each once")
                .that(alpha > 0 && alpha <= 0.2, "alpha", alpha, "a chance above 0, and at most 0.2")
                .that(beta > 0 && beta <= 0.2, "beta", beta, "a chance above 0, and at most 0.2")
                .duration("horizon", horizon, Duration.ofSeconds(1), Duration.ofHours(1))
                .range("quiet", quiet.size(), 0, MOST_QUIET)
                .done();
    }

    private static boolean isRising(List<Stage> stages) {
        for (int i = 1; i < stages.size(); i++) {
            Stage before = stages.get(i - 1);
            Stage stage = stages.get(i);
            boolean shares = stage.kind() == StageKind.CANARY && before.kind() == StageKind.CANARY;
            boolean rises = shares
                    ? stage.share().millionths() > before.share().millionths()
                    : stage.kind().compareTo(before.kind()) > 0;
            if (!rises) {
                return false;
            }
        }
        return true;
    }

    /** The stage with a number; null behind the last. */
    public @Nullable Stage stage(int number) {
        return number < stages.size() ? stages.get(number) : null;
    }

    /** A guardrail's part of {@link #alpha}. */
    public double alphaOf(Guardrail guardrail) {
        return alpha
                * guardrail.weight()
                / guardrails.stream().mapToDouble(Guardrail::weight).sum();
    }

    private static Stage canary(int percent, long requests, Duration time, double margin, double tolerance, long bad) {
        return new Stage(
                StageKind.CANARY,
                Share.ofPercent(BigDecimal.valueOf(percent)),
                requests,
                time,
                Duration.ofDays(7),
                margin,
                tolerance,
                new Exposure(null, bad, null),
                new Gate.Auto());
    }

    private static Guardrail guardrail(GuardrailKind kind, double weight) {
        return new Guardrail(kind, "", new Limit.None(), weight, 0);
    }

    private static Stage full() {
        return new Stage(
                StageKind.FULL, Share.NOTHING, 0, Duration.ZERO, null, 0.5, 0.005, Exposure.UNLIMITED, new Gate.Auto());
    }
}
