package dev.penstock.control;

import dev.penstock.core.rule.HealingRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** The rules that nodes have learned or undone, and that are not over. */
    List<LearnedRule> rules();

    /** How it goes with a rule, learned or kept. */
    Tried tried(String rule);

    /**
     * What nodes have concluded about a rule.
     *
     * @param state {@code learned} or {@code undone}
     * @param until when that is over
     * @param node which one found it
     */
    record LearnedRule(HealingRule rule, String state, Instant at, Instant until, String node, String why) {}

    /**
     * The outcomes with a rule, on all nodes.
     *
     * @param harmfulSince since when this node finds that a rule does harm that an operator keeps; null if it does not
     */
    record Tried(long good, long bad, @Nullable Instant harmfulSince) {}

    /** How many requests each arm of a route's canary had, on all nodes since they started: {@code baseline} first. */
    Map<String, Long> requestsByArm(String route, String candidate);

    /** The node that carries out what is found about rollouts, as far as this one hears. */
    String judge();

    /** How far a route's newest rollout is; nothing where it is over, or this node has not looked at it yet. */
    Optional<RolloutView> rollout(String route);
}
