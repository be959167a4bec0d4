package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Share;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RouteState;
import org.jspecify.annotations.Nullable;

/** Canaries and shadows as operators see them. */
final class Splits {
    private Splits() {}

    static @Nullable ObjectNode canary(KnownRoute route, Observed observed) {
        RouteState.Canary canary = route.state().canary();
        if (canary == null) {
            return null;
        }
        String candidate = canary.terms().candidate();
        ObjectNode said = said(route, candidate, canary.terms().share(), canary.record())
                .put("sticky", canary.terms().sticky().word())
                .put("salt", canary.terms().salt());
        // Those of a rollout are in its verdict.
        if (route.state().rollout() == null || !route.state().rollout().isOn()) {
            ObjectNode requests = said.putObject("requests");
            observed.requestsByArm(route.name(), candidate).forEach(requests::put);
        }
        return said;
    }

    static @Nullable ObjectNode shadow(KnownRoute route) {
        RouteState.Shadow shadow = route.state().shadow();
        return shadow == null
                ? null
                : said(route, shadow.terms().candidate(), shadow.terms().share(), shadow.record())
                        .put("concurrency", shadow.terms().concurrency());
    }

    private static ObjectNode said(KnownRoute route, String candidate, Share share, ControlRecord record) {
        ObjectNode said = Json.object().put("id", record.id());
        said.set("release", route.shown(candidate));
        return said.put("share", share.percent())
                .put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal())
                .put("at", record.at().toString());
    }
}
