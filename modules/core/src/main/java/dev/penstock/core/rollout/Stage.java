package dev.penstock.core.rollout;

import dev.penstock.core.Share;
import dev.penstock.core.config.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step of a rollout.
 *
 * @param share of the live requests that the candidate gets; nothing but in a {@link StageKind#CANARY}
 * @param requests how many the candidate must have been given in it, at the least
 * @param time how long it lasts at the least
 * @param deadline after which it is inconclusive and the rollout pauses; null: never
 * @param margin the proof of this stage says that no guardrail's rate is above (1 + margin) times the baseline's, or
 *     that it is below the tolerance
 * @param tolerance a share of bad answers below which a guardrail is good, whatever the baseline's is
 */
public record Stage(
        StageKind kind,
        Share share,
        long requests,
        Duration time,
        @Nullable Duration deadline,
        double margin,
        double tolerance,
        Exposure exposure,
        Gate gate) {
    private static final long MOST_REQUESTS = 1_000_000_000;
    private static final Duration LONGEST = Duration.ofDays(90);

    public Stage {
        Checks checks = new Checks()
                .that(
                        (kind == StageKind.CANARY) == (share.millionths() > 0 && share.millionths() < Share.WHOLE),
                        "share",
                        share,
                        kind == StageKind.CANARY
                                ? "more than 0 % and less than 100 %"
                                : "nothing in a stage " + kind.word())
                .range("requests", requests, 0, MOST_REQUESTS)
                .duration("time", time, Duration.ZERO, LONGEST)
                .that(margin > 0 && margin <= 100, "margin", margin, "a number above 0, and at most 100")
                .that(
                        tolerance > 0 && tolerance < 1,
                        "tolerance",
                        tolerance,
                        "a share of bad answers above 0 and below 1, as 0.005");
        if (deadline != null) {
            checks.duration("deadline", deadline, time, LONGEST);
        }
        checks.done();
    }

    /** As a person calls it: {@code eval}, {@code 5 %}, {@code full}. */
    public String word() {
        return kind == StageKind.CANARY ? share.toString() : kind.word();
    }
}
