package dev.penstock.canary;

import dev.penstock.core.rollout.RolloutMode;

/**
 * A verdict that moves something, or would in another mode.
 *
 * @param rollout its id
 * @param stage the number of the stage in which it came
 */
public record RolloutNews(String route, String rollout, RolloutMode mode, int stage, Decision decision) {
    /** Whether something was moved by it. */
    public boolean isLive() {
        return mode == RolloutMode.LIVE;
    }
}
