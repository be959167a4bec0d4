package dev.penstock.app;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Healing;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.LoggedAttempt;
import dev.penstock.sim.ScriptedFault;
import dev.penstock.sim.SimScript;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to a route whose first target fails. Each case has models of its own, so that none waits for another's.
 *
 * @param provider whose dialect the first target speaks; a second one speaks the other
 * @param always the first target fails every time and is the only one; otherwise it fails once and there is a second
 */
record FaultCase(int number, String fault, Caller caller, String provider, boolean stream, boolean always) {
    private static final Deadlines SHORT = new Deadlines(
            Duration.ofSeconds(5),
            Duration.ofMillis(1_500),
            Duration.ofMillis(1_500),
            Duration.ofMillis(1_500),
            Duration.ofSeconds(12));

    void addTo(Setup setup) {
        String first = provider + "/" + model('a') + (always ? "!" + fault : "");
        String other = provider.equals("openai") ? "anthropic" : "openai";
        String[] ladder = always ? new String[] {first} : new String[] {first, other + "/" + model('b')};
        setup.route(route(), route -> route.deadlines(SHORT).healing(Healing.DEFAULT), ladder);
    }

    /** Asks, and reads all that comes. */
    RawCall ask(TestNode node) {
        if (!always) {
            ScriptedFault once = new ScriptedFault(FaultSpec.parse(fault), model('a'));
            node.sim().script(new SimScript(Map.of(), null, List.of(once)));
        }
        RawCall call = RawCall.post(node, caller.path(), caller.hello(route(), stream));
        return call.readAll(15_000);
    }

    /** What reached the simulator, in order. */
    List<LoggedAttempt> attempts(TestNode node) {
        return node.sim().log().stream()
                .filter(attempt -> isOurs(attempt.model()))
                .toList();
    }

    /** Who was asked, in order: the last letters of their models. */
    String path(TestNode node) {
        StringBuilder path = new StringBuilder();
        for (LoggedAttempt attempt : attempts(node)) {
            path.append(
                    Objects.requireNonNull(attempt.model()).charAt(model('a').length() - 1));
        }
        return path.toString();
    }

    @Override
    public String toString() {
        return fault + (always ? " always " : " once ") + (stream ? "streamed" : "whole") + " from " + provider + " to "
                + caller;
    }

    private boolean isOurs(@Nullable String model) {
        return model != null && model.startsWith("sim-" + route() + "-");
    }

    private String model(char letter) {
        return "sim-" + route() + "-" + letter;
    }

    private String route() {
        return "case" + number;
    }
}
