package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.Mistake;
import dev.penstock.config.ReleaseDocument;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.ReleaseDiff;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.RouteState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/routes/{route}/releases}: what there is to serve, and which of it is served. */
final class ReleaseEndpoints {
    private static final Author NOBODY = new Author("nobody", "a dry run writes nothing");

    private final Admin admin;
    private final Writes writes;

    ReleaseEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** All of a route, the oldest first. */
    Reply list(Call call) {
        return KnownRoute.answer(call, admin, route -> {
            ObjectNode body = of(route);
            ArrayNode releases = body.putArray("releases");
            route.ids().forEach(id -> releases.add(route.shown(id)));
            return Reply.at(route.decided(), body);
        });
    }

    /** One of them, with its content. */
    Reply get(Call call) {
        return KnownRoute.answer(call, admin, route -> {
            Optional<String> id = route.release(call.path("release"));
            if (id.isEmpty()) {
                return route.unknownRelease(call.path("release"));
            }
            ObjectNode body = of(route);
            body.set("release", route.shown(id.get()));
            body.set("document", KnownRoute.document(route.content(id.get()).orElseThrow()));
            return Reply.at(route.decided(), body);
        });
    }

    /** What differs between two of them. */
    Reply diff(Call call) {
        String from = call.query("from");
        String to = call.query("to");
        if (from == null || to == null) {
            return Problem.of(
                    400, "Bad query", "Expected two releases by their ids or numbers, as in diff?from=1&to=2.");
        }
        return KnownRoute.answer(call, admin, route -> {
            Optional<String> fromId = route.release(from);
            Optional<String> toId = route.release(to);
            if (fromId.isEmpty() || toId.isEmpty()) {
                return route.unknownRelease(fromId.isEmpty() ? from : to);
            }
            ObjectNode body = of(route);
            body.set("from", route.shown(fromId.get()));
            body.set("to", route.shown(toId.get()));
            body.set(
                    "changes",
                    changes(
                            route.content(fromId.get()).orElseThrow(),
                            route.content(toId.get()).orElseThrow()));
            return Reply.ok(body);
        });
    }

    /**
     * Makes a release known, and may activate it at once. What has the same content as one that is known is not
     * published again. A dry run tells what would change against what serves.
     */
    CompletionStage<Reply> publish(Call call, WriteBody body) {
        boolean dryRun = body.flag("dry_run");
        boolean activate = body.flag("activate");
        Writer writer = dryRun ? body.writerOr(NOBODY) : body.writer();
        String document = body.document("release");
        if (document == null) {
            body.missing("release", "the release's content, as an object");
        }
        body.done();
        return switch (ReleaseDocument.read(String.valueOf(document), call.path("route"), admin.config())) {
            case ReleaseDocument.Read.Bad(List<Mistake> mistakes) -> done(badDocument(mistakes));
            case ReleaseDocument.Read.Good(ReleaseContent content) ->
                publish(KnownRoute.named(call.path("route"), admin), content, activate, dryRun, writer);
        };
    }

    private CompletionStage<Reply> publish(
            KnownRoute route, ReleaseContent content, boolean activate, boolean dryRun, Writer writer) {
        String id = content.id();
        JsonNode changes = changes(route.serves().flatMap(route::content).orElse(null), content);
        if (activate && route.state().isWithdrawn(id)) {
            return done(route.withdrawn(id));
        }
        if (dryRun) {
            ObjectNode body = of(route).put("dry_run", true);
            body.set(
                    "release",
                    route.release(id)
                            .map(route::shown)
                            .orElseGet(() -> Json.object().put("id", id)));
            return done(Reply.ok((ObjectNode) body.set("changes", changes)));
        }
        boolean published = route.state().release(id).isPresent();
        boolean serves = route.serves().filter(id::equals).isPresent();
        if (serves || (published && !activate)) {
            ObjectNode body = of(route);
            body.set("release", route.shown(id));
            return done(Reply.unchanged(body, admin.control().state().revision()));
        }
        Command.Resuming command = published
                ? new Command.Activate(route.name(), id, List.of())
                : new Command.PublishRelease(content, activate);
        return writes.afterFirst(route.adoption(), command, writer, published ? 200 : 201, _ -> {
            KnownRoute after = KnownRoute.named(route.name(), admin);
            ObjectNode body = of(after);
            body.set("release", after.shown(id));
            return (ObjectNode) body.set("changes", changes);
        });
    }

    /** Makes a release the current one. */
    CompletionStage<Reply> activate(Call call, WriteBody body) {
        Writer writer = body.writer();
        String named = body.idOrNumber("release");
        boolean liftWithdraws = body.flag("lift_withdraws");
        if (named == null) {
            body.missing("release", "a release's id or number");
        }
        body.done();
        String wanted = String.valueOf(named);
        return KnownRoute.decide(
                call,
                admin,
                route -> route.release(wanted)
                        .map(id -> activate(route, id, liftWithdraws, writer))
                        .orElseGet(() -> done(route.unknownRelease(wanted))));
    }

    private CompletionStage<Reply> activate(KnownRoute route, String id, boolean liftWithdraws, Writer writer) {
        if (route.serves().filter(id::equals).isPresent()) {
            ObjectNode same = of(route);
            same.set("release", route.shown(id));
            return done(Reply.unchanged(same, admin.control().state().revision()));
        }
        List<String> withdraws = route.withdraws(id);
        if (!withdraws.isEmpty() && !liftWithdraws) {
            return done(route.withdrawn(id));
        }
        return writes.afterFirst(
                route.adoption().or(() -> route.publication(id)),
                new Command.Activate(route.name(), id, withdraws),
                writer,
                200,
                _ -> {
                    KnownRoute after = KnownRoute.named(route.name(), admin);
                    return (ObjectNode) of(after).set("release", after.shown(id));
                });
    }

    /**
     * Takes back the newest change: a canary's candidate where one runs, else the current release. One that is named is
     * withdrawn whatever it is.
     */
    CompletionStage<Reply> rollback(Call call, WriteBody body) {
        Writer writer = body.writer();
        String named = body.idOrNumber("release");
        body.done();
        return KnownRoute.decide(
                call,
                admin,
                route -> named == null
                        ? rollback(route, writer)
                        : route.release(named)
                                .map(id -> withdraw(route, id, writer))
                                .orElseGet(() -> done(route.unknownRelease(named))));
    }

    private CompletionStage<Reply> rollback(KnownRoute route, Writer writer) {
        return route.newestChange()
                .map(id -> withdraw(route, id, writer))
                .orElseGet(() -> done(Problem.of(409, "Conflict", nothingBefore(route))));
    }

    private static String nothingBefore(KnownRoute route) {
        return route.serves()
                .map(current -> "Route '" + route.name() + "' has nothing to go back to: no release but "
                        + route.label(current)
                        + " was ever activated. To stop the route, kill it: PUT /admin/v1/kills/route/"
                        + route.name() + ". To withdraw the release all the same, name it.")
                .orElseGet(() -> "Route '" + route.name() + "' serves no release: all are withdrawn.");
    }

    private CompletionStage<Reply> withdraw(KnownRoute route, String id, Writer writer) {
        Optional<RouteState.Withdrawn> known = route.state().withdraws().stream()
                .filter(withdrawn -> withdrawn.release().equals(id))
                .findFirst();
        if (known.isPresent()) {
            return writes.again(known.get().record(), rolledBack(route, id));
        }
        return writes.submit(
                new Command.Withdraw(route.name(), id),
                writer,
                200,
                _ -> rolledBack(KnownRoute.named(route.name(), admin), id));
    }

    private static ObjectNode rolledBack(KnownRoute route, String id) {
        ObjectNode body = of(route);
        body.set("withdrawn", route.shown(id));
        return (ObjectNode) body.set("serves", route.serves().map(route::shown).orElse(null));
    }

    private static ObjectNode of(KnownRoute route) {
        return Json.object().put("route", route.name());
    }

    /** What differs between two releases, by variable and field. */
    static JsonNode changes(@Nullable ReleaseContent from, ReleaseContent to) {
        ArrayNode changes = Json.array();
        for (ReleaseDiff.Variable variable : ReleaseDiff.of(from, to)) {
            ArrayNode fields =
                    changes.addObject().put("variable", variable.name()).putArray("fields");
            variable.fields().forEach(field -> {
                ObjectNode shown = fields.addObject().put("field", field.name());
                shown.set("from", Json.of(field.from()));
                shown.set("to", Json.of(field.to()));
            });
        }
        return changes;
    }

    private static Reply badDocument(List<Mistake> mistakes) {
        ObjectNode more = Json.object();
        ArrayNode errors = more.putArray("errors");
        List<String> sentences = mistakes.stream()
                .map(mistake -> {
                    String field = mistake.path().isEmpty() ? "release" : "release." + mistake.path();
                    errors.addObject()
                            .put("field", field)
                            .put("value", mistake.found())
                            .put("expected", mistake.remedy());
                    return field + " " + mistake.sentence();
                })
                .toList();
        return Problem.with(400, "Bad release", String.join("; ", sentences) + ".", more);
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
