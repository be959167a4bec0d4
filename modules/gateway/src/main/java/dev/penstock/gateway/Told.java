package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.healing.Step;
import java.util.List;

/** What is done about a failed attempt, in the words of a trace. */
final class Told {
    private Told() {}

    static String of(Step step, List<Release.Rung> order) {
        return switch (step) {
            case Step.Tell(String why) -> "tell: " + why;
            case Step.Ask(int target, var delay, var change, var remedy) ->
                (remedy == null ? "ask" : remedy.word()) + ": "
                        + order.get(target).target().name()
                        + (delay.isZero() ? "" : " in " + delay.toMillis() + " ms")
                        + (change == null ? "" : ", " + change.shown());
        };
    }
}
