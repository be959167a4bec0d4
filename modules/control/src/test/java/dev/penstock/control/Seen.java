package dev.penstock.control;

import java.util.List;
import java.util.Map;

/** What a node of these tests sees and does. */
record Seen() implements Observed {
    @Override
    public List<String> verticles() {
        return List.of("OneVerticle", "OtherVerticle");
    }

    @Override
    public Target target(String name) {
        return name.equals("large") ? new Target("half_open", 2, true) : new Target("closed", 0, false);
    }

    @Override
    public Map<String, Long> requestsByArm(String route, String candidate) {
        return Map.of("candidate", 7L);
    }
}
