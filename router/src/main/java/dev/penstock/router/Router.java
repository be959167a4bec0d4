package dev.penstock.router;

import dev.penstock.core.Release;
import dev.penstock.core.config.RouterPolicy;
import java.util.List;

/** Decides in which order the targets of a release are asked. Pure. */
public final class Router {
    private Router() {}

    /** The order for one request. */
    public static Order order(Release release, Query query, ExpectedOutput expected) {
        return switch (release.route().router()) {
            case RouterPolicy.Fixed() -> new Order(release.ladder(), "fixed");
            case RouterPolicy.Rules(List<RouterPolicy.Rule> rules) -> Rules.order(release, rules, query);
            case RouterPolicy.CheapestThatFits policy -> {
                long usual = expected.tokens(release.route().name(), policy.expectedOutputTokens());
                yield Cheapest.order(release, query, usual);
            }
        };
    }
}
