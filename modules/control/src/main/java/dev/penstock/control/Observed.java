package dev.penstock.control;

import java.util.List;
import java.util.Map;

/**
 * What a node sees and does, where operators ask for it. Nothing of it is decided, and all of it is gone with the node.
 */
public interface Observed {
    /** The names of the feature verticles that run on this node. */
    List<String> verticles();

    /** How this node finds a target; one that was never asked is closed. */
    Target target(String name);

    /**
     * How a node finds a target.
     *
     * @param breaker {@code closed}, {@code open} or {@code half_open}
     * @param openings how often it was found to fail, since the node started
     * @param degraded whether its answers are worse than usual
     */
    record Target(String breaker, long openings, boolean degraded) {}

    /** How many requests each arm of a route's canary had, on all nodes since they started: {@code baseline} first. */
    Map<String, Long> requestsByArm(String route, String candidate);
}
