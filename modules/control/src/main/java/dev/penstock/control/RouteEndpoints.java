package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.state.ControlState;

/** {@code /admin/v1/routes}: what each route serves, and to whom. */
final class RouteEndpoints {
    private final Admin admin;

    RouteEndpoints(Admin admin) {
        this.admin = admin;
    }

    /** All of them. */
    Reply list(Call call) {
        ControlState state = admin.control().state();
        ObjectNode body = Json.object();
        ArrayNode routes = body.putArray("routes");
        for (String name : new KnownNames(admin.config(), state).routes()) {
            routes.add(shown(KnownRoute.named(name, admin)));
        }
        return Reply.at(state, body);
    }

    Reply get(Call call) {
        return KnownRoute.answer(call, admin, route -> Reply.at(route.decided(), shown(route)));
    }

    private ObjectNode shown(KnownRoute route) {
        ObjectNode shown = Json.object()
                .put("route", route.name())
                .put(
                        "purpose",
                        route.serves()
                                .flatMap(route::content)
                                .map(ReleaseContent::route)
                                .map(served -> served.purpose())
                                .orElse(null));
        shown.set("serves", route.serves().map(route::shown).orElse(null));
        shown.set("canary", Splits.canary(route, admin.observed()));
        shown.set("shadow", Splits.shadow(route));
        shown.set("rollout", ShownRollout.brief(route));
        ArrayNode withdrawn = shown.putArray("withdrawn");
        route.state()
                .withdraws()
                .forEach(withdraw -> withdrawn
                        .addObject()
                        .put("id", withdraw.record().id())
                        .put("reason", withdraw.record().author().reason())
                        .put("actor", withdraw.record().author().actor())
                        .put("principal", withdraw.record().author().principal())
                        .put("at", withdraw.record().at().toString())
                        .set("release", route.shown(withdraw.release())));
        return shown.put("releases", route.ids().size());
    }
}
