package dev.penstock.control;

import java.util.List;
import java.util.Map;

/**
 * What a node sees and does, where operators ask for it. Nothing of it is decided, and all of it is gone with the node.
 */
public interface Observed {
    /** The names of the feature verticles that run on this node. */
    List<String> verticles();

    /** How many requests each arm of a route's canary had, on all nodes since they started: {@code baseline} first. */
    Map<String, Long> requestsByArm(String route, String candidate);
}
