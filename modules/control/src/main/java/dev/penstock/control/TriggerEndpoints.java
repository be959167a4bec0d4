package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.Durations;
import dev.penstock.core.Sha256;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveTrigger;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/triggers} and {@code /admin/v1/fire}: URLs by which alert systems stop something. */
final class TriggerEndpoints {
    /** What comes before the secret in the path that fires. */
    static final String FIRE = "/admin/v1/fire/";

    private static final int MOST_NOTE = 256;
    private static final Trigger.Action PLACEHOLDER = new Trigger.RollBack("?");

    private final Admin admin;
    private final Writes writes;
    private final FiringRate rate = new FiringRate();

    TriggerEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** All that are not revoked, by their names. */
    Reply list(Call call) {
        ControlState state = admin.control().state();
        ObjectNode body = Json.object();
        ArrayNode triggers = body.putArray("triggers");
        state.triggers().values().stream()
                .sorted(Comparator.comparing(active -> active.trigger().name()))
                .forEach(active -> triggers.add(shown(active.trigger())
                        .put("id", active.record().id())
                        .put("reason", active.record().author().reason())
                        .put("actor", active.record().author().actor())
                        .put("principal", active.record().author().principal())
                        .put("at", active.record().at().toString())));
        return Reply.at(state, body);
    }

    /** Makes one. Its URL is told in the answer and never again. */
    CompletionStage<Reply> add(Call call, WriteBody body) {
        Writer writer = body.writer();
        String name = body.text("name");
        if (name == null) {
            body.missing("name", "a name for the trigger");
        }
        Trigger.Action action = action(body);
        String secret = admin.secrets().get();
        String hash = Sha256.hex(secret);
        Trigger trigger = body.noting(
                () -> new Trigger(name == null ? "missing" : name, hash, action),
                new Trigger("placeholder", hash, action));
        body.done();
        return admitted(trigger)
                .<CompletionStage<Reply>>map(CompletableFuture::completedStage)
                .orElseGet(() -> writes.submit(new Command.AddTrigger(trigger), writer, 201, _ -> shown(trigger))
                        .thenApply(reply -> withUrl(reply, secret)));
    }

    /** One that waits for approval has its URL, too, for nobody could tell it later. */
    private static Reply withUrl(Reply reply, String secret) {
        return reply.status() < 300
                ? Reply.of(reply.status(), ((ObjectNode) reply.body()).put("url", FIRE + secret))
                : reply;
    }

    /** The route of a rollback must be known: no slip is to be noticed when it is too late. */
    private Optional<Reply> admitted(Trigger trigger) {
        return trigger.action() instanceof Trigger.RollBack(String route)
                ? KnownRoute.named(route, admin).problem(admin)
                : Optional.empty();
    }

    private static Trigger.Action action(WriteBody body) {
        WriteBody action = body.inner("action");
        if (action == null || action.has("kill") == action.has("withdraw")) {
            body.mistake("action", "either {\"kill\": {...}} or {\"withdraw\": {...}}");
            return PLACEHOLDER;
        }
        WriteBody kill = action.inner("kill");
        WriteBody withdraw = action.inner("withdraw");
        return kill != null ? stop(kill) : withdraw != null ? rollBack(withdraw) : PLACEHOLDER;
    }

    private static Trigger.Action stop(WriteBody kill) {
        String word = kill.text("scope");
        Optional<KillScope> scope = Optional.ofNullable(word).flatMap(KillScope::of);
        if (scope.isEmpty()) {
            kill.mistake("scope", KillEndpoints.SCOPES);
        }
        String key = kill.text("key");
        if (key == null) {
            kill.missing("key", "which one, by its name; 'all' for the scope global");
        }
        String publicReason = kill.text("public_reason");
        InFlight inFlight = KillEndpoints.inFlight(kill);
        Duration lasts = lasts(kill);
        return kill.noting(
                () -> scope.isEmpty() || key == null
                        ? PLACEHOLDER
                        : new Trigger.Stop(scope.get(), key, publicReason, lasts, inFlight),
                PLACEHOLDER);
    }

    private static @Nullable Duration lasts(WriteBody kill) {
        String in = kill.text("in");
        if (in == null || Durations.isOne(in)) {
            return in == null ? null : Durations.parse(in);
        }
        kill.wrong("in", in, Durations.EXPECTED);
        return null;
    }

    private static Trigger.Action rollBack(WriteBody withdraw) {
        String route = withdraw.text("route");
        if (route == null) {
            withdraw.missing("route", "the route's name");
        }
        return new Trigger.RollBack(String.valueOf(route));
    }

    /** Ends one. */
    CompletionStage<Reply> revoke(Call call, WriteBody body) {
        String name = call.path("name");
        Writer writer = body.writer();
        body.done();
        return admin.control()
                .state()
                .trigger(name)
                .map(active -> writes.submit(
                        new Command.RevokeTrigger(List.of(active.record().id())),
                        writer,
                        200,
                        _ -> Json.object().put("name", name)))
                .orElseGet(() -> done(Problem.of(404, "Not found", "There is no trigger '" + name + "'.")));
    }

    /** Carries the action of a trigger out, for whoever has its secret; no other's body is read. */
    CompletionStage<Reply> fire(String secret, Supplier<CompletionStage<byte[]>> body) {
        ControlState state = admin.control().state();
        String hash = Sha256.hex(secret);
        rate.retain(state.triggers().keySet());
        return state.triggers().values().stream()
                .filter(active -> active.trigger().hash().equals(hash))
                .findFirst()
                .map(active -> body.get().thenCompose(begin -> fire(active, note(begin))))
                .orElseGet(() -> done(Problem.of(404, "Not found", "There is no such trigger, or it was revoked.")));
    }

    private CompletionStage<Reply> fire(ActiveTrigger active, @Nullable String note) {
        return switch (Firing.of(active, admin)) {
            case Firing.Deed(Command.Stopping command) ->
                rate.admit(active.record().id(), admin.clock().instant())
                        ? writes.submit(command, new Writer(author(active, note)), 200, _ -> fired(active))
                        : done(tooOften(active));
            case Firing.Done(ControlRecord record) -> writes.again(record, fired(active));
            case Firing.Impossible(Reply problem) -> done(problem);
        };
    }

    private static Reply tooOften(ActiveTrigger active) {
        return Problem.of(
                429,
                "Too many firings",
                "Trigger '" + active.trigger().name() + "' fired " + FiringRate.MOST + " times on this node in "
                        + FiringRate.SPAN.toSeconds() + " seconds: ask again later.");
    }

    private static ObjectNode fired(ActiveTrigger active) {
        return Json.object().put("trigger", active.trigger().name());
    }

    /** Its reason is that of whoever made the trigger. */
    private static Author author(ActiveTrigger active, @Nullable String note) {
        String name = Firing.author(active.trigger());
        String reason = active.record().author().reason() + (note == null ? "" : "; note: " + note);
        return new Author(name, reason.substring(0, Math.min(reason.length(), Author.MOST_REASON)), name, null);
    }

    /** Alert systems send what they like: what is no note is passed over, for the stop must not fail by it. */
    private static @Nullable String note(byte[] body) {
        try {
            JsonNode note = body.length == 0 ? null : Json.read(body).get("note");
            if (note == null || !note.isTextual()) {
                return null;
            }
            String text =
                    note.textValue().replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
            return text.isEmpty() ? null : text.substring(0, Math.min(text.length(), MOST_NOTE));
        } catch (IOException e) {
            return null;
        }
    }

    /** A trigger as operators see it. */
    static ObjectNode shown(Trigger trigger) {
        ObjectNode shown = Json.object().put("name", trigger.name());
        ObjectNode action = shown.putObject("action");
        switch (trigger.action()) {
            case Trigger.Stop stop -> {
                ObjectNode kill = action.putObject("kill")
                        .put("scope", stop.scope().word())
                        .put("key", stop.key())
                        .put("inflight", stop.inFlight().word());
                if (stop.publicReason() != null) {
                    kill.put("public_reason", stop.publicReason());
                }
                if (stop.lasts() != null) {
                    kill.put("in", stop.lasts().toMillis() + "ms");
                }
            }
            case Trigger.RollBack(String route) -> action.putObject("withdraw").put("route", route);
        }
        return shown;
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
