package dev.penstock.canary;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.util.List;

/** Releases for tests. */
final class Releases {
    private Releases() {}

    static ReleaseContent content(String route, String model) {
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
                List.of(new Target("t", "p", model, null, 100, null)),
                null,
                null);
    }
}
