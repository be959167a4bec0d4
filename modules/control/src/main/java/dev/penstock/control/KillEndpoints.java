package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.Durations;
import dev.penstock.core.NearNames;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/kills}: stops for anything, and their end. */
final class KillEndpoints {
    /** What was expected where something is no scope. */
    static final String SCOPES =
            Arrays.stream(KillScope.values()).map(KillScope::word).collect(Collectors.joining(", ", "one of ", ""));

    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final Admin admin;
    private final Writes writes;

    KillEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** All that are in effect. */
    Reply list(Call call) {
        return listed(admin.control().state(), _ -> true);
    }

    /** Those of one thing. */
    Reply get(Call call) {
        KillScope scope = scope(call);
        String key = call.path("key");
        return inEffect(scope, key).isEmpty()
                ? noneInEffect(scope, key)
                : listed(admin.control().state(), kill -> isOf(kill, scope, key));
    }

    private Reply listed(ControlState state, Predicate<ActiveKill> wanted) {
        ObjectNode body = Json.object();
        ArrayNode kills = body.putArray("kills");
        state.killsAt(admin.clock().instant()).stream()
                .filter(wanted)
                .forEach(kill -> kills.add(shown(kill.kill(), kill.record())));
        return Reply.at(state, body);
    }

    /** Stops something. What is stopped on the same terms already is not written again. */
    CompletionStage<Reply> put(Call call, WriteBody body) {
        KillScope scope = scope(call);
        String key = call.path("key");
        Writer writer = body.writer();
        String publicReason = body.text("public_reason");
        Instant expires = expires(body, admin.clock().instant());
        InFlight inFlight = inFlight(body);
        Command.Kill kill = body.noting(
                () -> new Command.Kill(scope, key, publicReason, expires, inFlight),
                new Command.Kill(KillScope.GLOBAL, KillScope.ALL, null, null, InFlight.DRAIN));
        body.done();

        ObjectNode warned = Json.object();
        warning(scope, key).ifPresent(warning -> warned.put("warning", warning));
        Optional<ActiveKill> same = inEffect(scope, key).stream()
                .filter(known -> known.kill().equals(kill))
                .findFirst();
        if (same.isPresent()) {
            ControlRecord record = same.get().record();
            return writes.again(record, shown(kill, record).setAll(warned));
        }
        return writes.submit(kill, writer, 201, record -> shown(kill, record).setAll(warned));
    }

    /** Lifts all that are in effect for one thing. */
    CompletionStage<Reply> delete(Call call, WriteBody body) {
        KillScope scope = scope(call);
        String key = call.path("key");
        Writer writer = body.writer();
        body.done();
        List<String> lifted =
                inEffect(scope, key).stream().map(kill -> kill.record().id()).toList();
        if (lifted.isEmpty()) {
            return CompletableFuture.completedStage(noneInEffect(scope, key));
        }
        return writes.submit(
                new Command.Lift(lifted),
                writer,
                200,
                _ -> Json.object().put("scope", scope.word()).put("key", key).set("lifted", Json.of(lifted)));
    }

    private static KillScope scope(Call call) {
        String word = call.path("scope");
        return KillScope.of(word)
                .orElseThrow(() -> new BadConfig(List.of(new BadConfig.Mistake("scope", word, SCOPES))));
    }

    /** When something ends by itself; null where it does not. */
    static @Nullable Instant expires(WriteBody body, Instant now) {
        String at = body.text("expires");
        String in = body.text("in");
        if (at != null && in != null) {
            body.wrong("in", in, "either 'expires' or 'in', not both");
            return null;
        }
        Instant expires = at != null ? instant(body, at) : in != null ? after(body, now, in) : null;
        if (expires != null && (!expires.isAfter(now) || expires.isAfter(now.plus(LONGEST)))) {
            body.wrong(
                    at != null ? "expires" : "in",
                    Objects.requireNonNull(at != null ? at : in),
                    "a time in the next " + LONGEST.toDays() + " days; it is " + now.truncatedTo(ChronoUnit.SECONDS));
        }
        return expires == null ? null : expires.truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable Instant instant(WriteBody body, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            body.wrong("expires", text, "a time like 2026-12-31T18:00:00Z");
            return null;
        }
    }

    private static @Nullable Instant after(WriteBody body, Instant now, String text) {
        if (!Durations.isOne(text)) {
            body.wrong("in", text, Durations.EXPECTED);
            return null;
        }
        return now.plus(Durations.parse(text));
    }

    static InFlight inFlight(WriteBody body) {
        String word = body.text("inflight");
        return word == null
                ? InFlight.DRAIN
                : InFlight.of(word).orElseGet(() -> {
                    body.wrong("inflight", word, "drain or cut");
                    return InFlight.DRAIN;
                });
    }

    /** A stop is always possible, and a slip in its name is not noticed until it is too late. */
    private Optional<String> warning(KillScope scope, String key) {
        KnownNames names = new KnownNames(admin.config(), admin.control().state());
        if (names.of(scope).contains(key) || names.isOpen(scope)) {
            return Optional.empty();
        }
        List<String> near = NearNames.near(key, names.of(scope));
        return Optional.of("This node knows no " + scope.word() + " '" + key + "'"
                + (near.isEmpty() ? "" : "; near it: " + String.join(", ", near))
                + ". The kill is in effect for that name all the same.");
    }

    private Reply noneInEffect(KillScope scope, String key) {
        List<ActiveKill> all = inEffect();
        return Problem.of(
                404,
                "Not found",
                "No kill is in effect for " + scope.word() + " '" + key + "'. "
                        + (all.isEmpty()
                                ? "There is none at all."
                                : "In effect are: "
                                        + all.stream()
                                                .map(kill -> kill.kill().scope().word() + " '"
                                                        + kill.kill().key() + "'")
                                                .distinct()
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }

    private List<ActiveKill> inEffect() {
        return admin.control().state().killsAt(admin.clock().instant());
    }

    private List<ActiveKill> inEffect(KillScope scope, String key) {
        return inEffect().stream().filter(kill -> isOf(kill, scope, key)).toList();
    }

    private static boolean isOf(ActiveKill kill, KillScope scope, String key) {
        return kill.kill().scope() == scope && kill.kill().key().equals(key);
    }

    private static ObjectNode shown(Command.Kill kill, ControlRecord record) {
        Instant expires = kill.expires();
        return Json.object()
                .put("id", record.id())
                .put("scope", kill.scope().word())
                .put("key", kill.key())
                .put("inflight", kill.inFlight().word())
                .put("public_reason", kill.publicReason())
                .put("expires", expires == null ? null : expires.toString())
                .put("reason", record.author().reason())
                .put("actor", record.author().actor())
                .put("principal", record.author().principal())
                .put("at", record.at().toString())
                .put("node", record.node());
    }
}
