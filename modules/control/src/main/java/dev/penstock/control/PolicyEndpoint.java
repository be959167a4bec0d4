package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Policy.Freeze;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/policy}: what writes that resume something must keep to. */
final class PolicyEndpoint {
    private static final String ALL = "all";
    private static final String ROUTES = "\"all\", or the names of routes";

    private final Admin admin;
    private final Writes writes;

    PolicyEndpoint(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    Reply get(Call call) {
        ControlState state = admin.control().state();
        return Reply.at(state, shown(state.policy()));
    }

    /** Sets all of it, in place of the one before. */
    CompletionStage<Reply> put(Call call, WriteBody body) {
        Writer writer = body.writer();
        List<String> fourEyes = body.texts("four_eyes", "the kinds of writes that a second person must approve");
        if (fourEyes == null) {
            body.missing("four_eyes", "the kinds of writes that a second person must approve; [] for none");
        }
        List<WriteBody> objects = body.each("freezes", "a list of freezes");
        if (objects == null) {
            body.missing("freezes", "a list of freezes; [] for none");
        }
        List<Freeze> freezes = new ArrayList<>();
        Objects.requireNonNullElse(objects, List.<WriteBody>of()).forEach(freeze -> freezes.add(freeze(freeze)));
        Policy policy =
                body.noting(() -> new Policy(Objects.requireNonNullElse(fourEyes, List.of()), freezes), Policy.NONE);
        body.done();
        if (policy.equals(admin.control().state().policy())) {
            return CompletableFuture.completedStage(
                    Reply.unchanged(shown(policy), admin.control().state().revision()));
        }
        if (!policy.fourEyes().isEmpty() && admins() < 2) {
            return CompletableFuture.completedStage(Problem.of(
                    409,
                    "Conflict",
                    "four_eyes needs two tokens with the role admin under admin.tokens, and this node knows " + admins()
                            + ": nobody could approve another policy."));
        }
        return writes.submit(new Command.SetPolicy(policy), writer, 200, _ -> warned(policy));
    }

    private long admins() {
        return admin.config().adminTokens().stream()
                .filter(token -> token.role() == Role.ADMIN)
                .count();
    }

    private static Freeze freeze(WriteBody body) {
        String name = body.text("name");
        if (name == null) {
            body.missing("name", "a name for the freeze");
        }
        Instant from = instant(body, "from");
        Instant to = instant(body, "to");
        List<String> routes = routes(body);
        Freeze placeholder = new Freeze("?", Instant.EPOCH, Instant.MAX, null);
        return body.noting(
                () -> name == null || from == null || to == null ? placeholder : new Freeze(name, from, to, routes),
                placeholder);
    }

    private static @Nullable List<String> routes(WriteBody body) {
        if (!body.isText("routes")) {
            List<String> routes = body.texts("routes", ROUTES);
            if (routes == null) {
                body.missing("routes", ROUTES);
            }
            return routes;
        }
        String word = body.text("routes");
        if (word != null && !word.equals(ALL)) {
            body.wrong("routes", word, ROUTES);
        }
        return null;
    }

    private static @Nullable Instant instant(WriteBody body, String name) {
        String text = body.text(name);
        if (text == null) {
            body.missing(name, "a time like 2026-12-31T18:00:00Z");
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            body.wrong(name, text, "a time like 2026-12-31T18:00:00Z");
            return null;
        }
    }

    /** A slip in a route's name leaves it open. */
    private ObjectNode warned(Policy policy) {
        Set<String> known = new KnownNames(admin.config(), admin.control().state()).routes();
        List<String> unknown = policy.freezes().stream()
                .flatMap(freeze -> Objects.requireNonNullElse(freeze.routes(), List.<String>of()).stream())
                .filter(route -> !known.contains(route))
                .distinct()
                .toList();
        ObjectNode shown = shown(policy);
        return unknown.isEmpty()
                ? shown
                : shown.put("warning", "This node knows no route " + String.join(", ", unknown) + ".");
    }

    /** A policy as operators see and write it. */
    static ObjectNode shown(Policy policy) {
        ObjectNode shown = (ObjectNode) Json.object().set("four_eyes", Json.of(policy.fourEyes()));
        ArrayNode freezes = shown.putArray("freezes");
        policy.freezes().forEach(freeze -> {
            JsonNode routes = Json.of(freeze.routes() == null ? ALL : freeze.routes());
            freezes.addObject()
                    .put("name", freeze.name())
                    .put("from", freeze.from().toString())
                    .put("to", freeze.to().toString())
                    .set("routes", routes);
        });
        return shown;
    }
}
