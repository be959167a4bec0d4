package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.ReleaseDocument;
import dev.penstock.core.NearNames;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Route;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route as a node knows it: by what was decided about it, and by its files where nothing was.
 *
 * @param ofFiles what the node's files say, if they have the route
 * @param decided the control state which has the first
 */
record KnownRoute(RouteState state, @Nullable ReleaseContent ofFiles, ControlState decided) {
    /** A route by its name, whether anything is known of it or not. */
    static KnownRoute named(String name, Admin admin) {
        Route route = admin.config().routes().get(name);
        ControlState state = admin.control().state();
        return new KnownRoute(
                state.route(name), route == null ? null : ReleaseContent.of(admin.config(), route), state);
    }

    /** The answer about the route that a request names; 404 where nothing is known of it. */
    static Reply answer(Call call, Admin admin, Function<KnownRoute, Reply> answer) {
        KnownRoute route = named(call.path("route"), admin);
        return route.problem(admin).orElseGet(() -> answer.apply(route));
    }

    /** The same for a write. */
    static CompletionStage<Reply> decide(Call call, Admin admin, Function<KnownRoute, CompletionStage<Reply>> decide) {
        KnownRoute route = named(call.path("route"), admin);
        return route.problem(admin)
                .<CompletionStage<Reply>>map(CompletableFuture::completedStage)
                .orElseGet(() -> decide.apply(route));
    }

    /** What is answered where nothing is known of it. */
    Optional<Reply> problem(Admin admin) {
        return ofFiles != null || !state.releases().isEmpty() ? Optional.empty() : Optional.of(unknown(name(), admin));
    }

    private static Reply unknown(String name, Admin admin) {
        ControlState state = admin.control().state();
        Set<String> names = new KnownNames(admin.config(), state).routes();
        List<String> near = NearNames.near(name, names);
        return Problem.of(
                404,
                "Not found",
                "There is no route '" + name + "'; "
                        + (near.isEmpty()
                                ? "there are " + String.join(", ", names)
                                : "near it: " + String.join(", ", near))
                        + ".");
    }

    String name() {
        return state.route();
    }

    /** The id of the release that has the route's traffic, if any may. */
    Optional<String> serves() {
        return state.current()
                .or(() -> Optional.ofNullable(ofFiles).map(ReleaseContent::id).filter(id -> !state.isWithdrawn(id)));
    }

    /** The id of the release with an id or number. */
    Optional<String> release(String idOrNumber) {
        return state.release(idOrNumber)
                .map(RouteState.Published::id)
                .or(() -> Optional.ofNullable(ofFiles).map(ReleaseContent::id).filter(idOrNumber::equals));
    }

    /** What is answered where a release is not among those of the route. */
    Reply unknownRelease(String idOrNumber) {
        List<String> known = ids().stream().map(this::label).toList();
        return Problem.of(
                404,
                "Not found",
                "Route '" + name() + "' has no release '" + idOrNumber + "'; it has " + String.join(", ", known) + ".");
    }

    Optional<ReleaseContent> content(String id) {
        return state.release(id)
                .map(RouteState.Published::content)
                .or(() -> Optional.ofNullable(ofFiles)
                        .filter(content -> content.id().equals(id)));
    }

    /** The ids of all its releases, the oldest first; that of the files comes before them unless it is published. */
    List<String> ids() {
        List<String> published =
                state.releases().stream().map(RouteState.Published::id).toList();
        if (ofFiles == null || published.contains(ofFiles.id())) {
            return published;
        }
        return Stream.concat(Stream.of(ofFiles.id()), published.stream()).toList();
    }

    /** Whether something would serve if a release did not. */
    boolean servesWithout(String id) {
        boolean activated = state.activations().stream()
                .anyMatch(activation -> !activation.release().equals(id));
        return activated || (ofFiles != null && !ofFiles.id().equals(id) && !state.isWithdrawn(ofFiles.id()));
    }

    /**
     * The id of the release that a rollback takes out: the candidate of a rollout or canary where one runs, else the
     * current one if something would serve without it.
     */
    Optional<String> newestChange() {
        RolloutState rollout = state.rollout();
        if (rollout != null && rollout.isOn() && rollout.terms().mode() != RolloutMode.A_A) {
            return Optional.of(rollout.terms().candidate());
        }
        return state.canary() != null
                        && serves().filter(state.canary().terms().candidate()::equals)
                                .isEmpty()
                ? Optional.of(state.canary().terms().candidate())
                : serves().filter(this::servesWithout);
    }

    /**
     * The write that makes the files' release the current one, where it serves only because nothing was decided: a
     * decision that stands on it is to mean the same when the files have changed.
     */
    Optional<Command.Resuming> adoption() {
        if (ofFiles == null || state.current().isPresent() || state.isWithdrawn(ofFiles.id())) {
            return Optional.empty();
        }
        return Optional.of(
                state.release(ofFiles.id()).isPresent()
                        ? new Command.Activate(name(), ofFiles.id(), List.of())
                        : new Command.PublishRelease(ofFiles, true));
    }

    /** The write that makes a release of the files known, where it is not yet. */
    Optional<Command.Resuming> publication(String id) {
        return state.release(id).isPresent()
                ? Optional.empty()
                : content(id).map(content -> new Command.PublishRelease(content, false));
    }

    /** The ids of the withdraws of a release that stand. */
    List<String> withdraws(String id) {
        return state.withdraws().stream()
                .filter(withdrawn -> withdrawn.release().equals(id))
                .map(withdrawn -> withdrawn.record().id())
                .toList();
    }

    /** What is answered where a release must not serve. */
    Reply withdrawn(String id) {
        return Problem.of(
                409,
                "Conflict",
                "Release " + label(id) + " of route '" + name()
                        + "' was withdrawn: start a rollout of it or activate it with \"lift_withdraws\": true to take"
                        + " that back.");
    }

    /** A release as it is listed. */
    ObjectNode shown(String id) {
        RouteState.Published published = state.release(id).orElse(null);
        ObjectNode shown = Json.object()
                .put("id", id)
                .put("number", published == null ? null : published.number())
                .put("state", word(id))
                .put("from", published == null ? "files" : "published");
        ControlRecord record = published == null ? null : published.record();
        return shown.put("reason", record == null ? null : record.author().reason())
                .put("actor", record == null ? null : record.author().actor())
                .put("principal", record == null ? null : record.author().principal())
                .put("at", record == null ? null : record.at().toString());
    }

    /** A release as it is named in a sentence. */
    String label(String id) {
        return state.release(id)
                .map(published -> published.number() + " (" + id + ")")
                .orElse(id + " (of the files)");
    }

    /** The content of a release, in full. */
    static JsonNode document(ReleaseContent content) {
        try {
            return Json.read(ReleaseDocument.write(content).getBytes(UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("a document of our own cannot be read", e);
        }
    }

    private String word(String id) {
        if (state.isWithdrawn(id)) {
            return "withdrawn";
        }
        if (serves().filter(id::equals).isPresent()) {
            return "current";
        }
        RolloutState rollout = state.rollout();
        boolean rolledOut =
                rollout != null && rollout.isOn() && rollout.terms().candidate().equals(id);
        boolean canary =
                state.canary() != null && state.canary().terms().candidate().equals(id);
        boolean shadow =
                state.shadow() != null && state.shadow().terms().candidate().equals(id);
        return rolledOut || canary || shadow ? "candidate" : "idle";
    }
}
