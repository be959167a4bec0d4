package dev.penstock.app;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Route;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Verdict;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** What the demo's operators have decided: a canary of 10 %, a shadow of 20 %, and a kill. */
final class DemoDecisions {
    private static final Author DEMO = new Author("demo", "shows what Penstock does");
    private static final int SHADOWS_AT_ONCE = 4;

    private DemoDecisions() {}

    /** Decides it all, one after the other. */
    static Future<Void> make(ControlPlane control, NodeConfig config) {
        Route assistant = route(config, "assistant");
        ReleaseContent current = ReleaseContent.of(config, assistant);
        ReleaseContent candidate = ReleaseContent.of(config, with(assistant, List.of("large", "small")));
        Route support = route(config, "support");
        ReleaseContent copied = ReleaseContent.of(config, with(support, List.of("small")));
        return all(
                control,
                List.of(
                        new Command.PublishRelease(current, true),
                        new Command.PublishRelease(candidate, false),
                        new Command.SetCanary(
                                "assistant", candidate.id(), percent(10), new Sticky.Header("x-user"), "demo"),
                        new Command.PublishRelease(ReleaseContent.of(config, support), true),
                        new Command.PublishRelease(copied, false),
                        new Command.SetShadow("support", copied.id(), percent(20), SHADOWS_AT_ONCE),
                        new Command.Kill(
                                KillScope.ROUTE,
                                "legacy",
                                "This route is closed: use 'assistant'.",
                                null,
                                InFlight.DRAIN)));
    }

    private static Future<Void> all(ControlPlane control, List<Command> commands) {
        Future<Void> done = Future.succeededFuture();
        for (Command command : commands) {
            done = done.compose(_ -> Future.fromCompletionStage(control.submit(command, DEMO)))
                    .compose(verdict -> verdict instanceof Verdict.Accepted
                            ? Future.succeededFuture()
                            : Future.failedFuture("the demo's " + command + " was not accepted: " + verdict));
        }
        return done;
    }

    private static Route route(NodeConfig config, String name) {
        return Objects.requireNonNull(config.routes().get(name), name);
    }

    private static Share percent(int percent) {
        return Share.ofPercent(BigDecimal.valueOf(percent));
    }

    private static Route with(Route route, List<String> targets) {
        return new Route(
                route.name(),
                route.purpose(),
                targets,
                route.prompt(),
                route.contract(),
                route.sampling(),
                route.deadlines(),
                route.tools(),
                route.maxTokens(),
                route.concurrentRequests(),
                route.router(),
                route.terms(),
                route.healing(),
                route.reviews(),
                route.traces());
    }
}
