package dev.penstock.store;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Verdict;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Writes for tests. */
final class Deeds {
    static final Author ANN = new Author("ann", "a test");

    private Deeds() {}

    static Command.Kill kill(String route) {
        return new Command.Kill(KillScope.ROUTE, route, null, null, InFlight.DRAIN);
    }

    static ReleaseContent content(String route, String model) {
        Target target = new Target("t", "p", model, null, 100, null);
        return new ReleaseContent(
                new Route(
                        route,
                        "purpose",
                        List.of("t"),
                        null,
                        null,
                        Sampling.CALLERS,
                        Deadlines.DEFAULT,
                        null,
                        null,
                        null,
                        RouterPolicy.FIXED),
                List.of(target),
                null,
                null);
    }

    static Verdict.Accepted accepted(ControlStore store, Command command) {
        if (verdict(store, command) instanceof Verdict.Accepted accepted) {
            return accepted;
        }
        throw new AssertionError("not accepted: " + verdict(store, command));
    }

    static Verdict verdict(ControlStore store, Command command) {
        return await(store.submit(command, ANN));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
