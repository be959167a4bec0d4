package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.RolloutDocument;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.RolloutState;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /admin/v1/routes/{route}/rollouts}, where it is read: how far a route's rollouts are, and have been. */
final class RolloutEndpoints {
    /** In a path, the route's newest. */
    static final String CURRENT = "current";

    private final Admin admin;
    private final Audits audits = new Audits();

    RolloutEndpoints(Admin admin) {
        this.admin = admin;
    }

    /** The policies by name. */
    Reply policies(Call call) {
        ObjectNode body = Json.object();
        ArrayNode policies = body.putArray("policies");
        new TreeMap<>(admin.config().rollouts())
                .forEach((name, policy) ->
                        policies.addObject().put("name", name).set("document", RolloutDocument.of(policy)));
        return Reply.ok(body);
    }

    /** The newest of a route, and what became of those before. */
    CompletionStage<Reply> list(Call call) {
        return past(call, (route, past) -> {
            ObjectNode body = ShownRollout.answer(route, admin);
            past.forEach(body.putArray("past")::add);
            return Reply.at(route.decided(), body);
        });
    }

    /** One of them. */
    CompletionStage<Reply> get(Call call) {
        String id = call.path("rollout");
        KnownRoute named = KnownRoute.named(call.path("route"), admin);
        if (named.problem(admin).isPresent() || newest(named, id).isPresent() || id.equals(CURRENT)) {
            return CompletableFuture.completedStage(KnownRoute.answer(
                    call,
                    admin,
                    route -> newest(route, id).isPresent()
                            ? Reply.at(route.decided(), ShownRollout.answer(route, admin))
                            : unknown(route, id)));
        }
        return past(
                call,
                (route, past) -> past.stream()
                        .filter(one -> one.path("id").asText().equals(id))
                        .findFirst()
                        .map(one -> Reply.at(route.decided(), (ObjectNode)
                                Json.object().put("route", route.name()).set("rollout", one)))
                        .orElseGet(() -> unknown(route, id)));
    }

    /** The newest, if that is the one that a path names. */
    static Optional<RolloutState> newest(KnownRoute route, String id) {
        return Optional.ofNullable(route.state().rollout())
                .filter(rollout -> id.equals(CURRENT) || rollout.id().equals(id));
    }

    /** What is answered where a route has no such rollout. */
    static Reply unknown(KnownRoute route, String id) {
        return Problem.of(
                404,
                "Not found",
                id.equals(CURRENT)
                        ? "Route '" + route.name() + "' never had a rollout."
                        : "Route '" + route.name() + "' has no rollout '" + id + "': expected '" + CURRENT
                                + "', or the id of one that GET /admin/v1/routes/{route}/rollouts lists.");
    }

    /** What is made of a route and its past rollouts. */
    private interface Made {
        Reply of(KnownRoute route, List<ObjectNode> past);
    }

    private CompletionStage<Reply> past(Call call, Made made) {
        String name = call.path("route");
        Function<KnownRoute, CompletionStage<Reply>> search = route -> audits.next(() -> admin.control()
                        .audit(new AuditQuery(
                                record -> PastRollouts.isAbout(record, name), null, PastRollouts.MOST_WRITES)))
                .thenApply(audit -> made.of(
                        route,
                        audit.map(found -> PastRollouts.shown(found.items(), route))
                                .orElse(List.of())));
        return KnownRoute.decide(call, admin, search);
    }
}
