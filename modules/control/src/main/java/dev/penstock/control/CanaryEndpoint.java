package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/routes/{route}/canary}: a share of a route's traffic for a candidate. */
final class CanaryEndpoint {
    private static final int LONGEST_SALT = 128;

    private final Admin admin;
    private final Writes writes;

    CanaryEndpoint(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** What was asked for; what is null is taken from the canary that runs with the same candidate. */
    private record Wish(
            @Nullable String release,
            Share share,
            @Nullable Sticky sticky,
            @Nullable String salt) {}

    /** The one that runs, if one does. */
    Reply get(Call call) {
        return KnownRoute.answer(call, admin, route -> Reply.at(route.decided(), shown(route)));
    }

    /** Sets one, in place of the one before; a share of nothing ends it. */
    CompletionStage<Reply> put(Call call, WriteBody body) {
        Writer writer = body.writer();
        String release = body.idOrNumber("release");
        Share share = body.share();
        String field = body.text("sticky");
        Sticky sticky = field == null ? null : body.noting(() -> Sticky.of(field), new Sticky.User());
        String salt = salt(body);
        body.done();
        Wish wish = new Wish(release, share, sticky, salt);
        return KnownRoute.decide(call, admin, route -> {
            RolloutState rollout = route.state().rollout();
            if (rollout != null && rollout.isOn()) {
                return done(Problem.of(
                        409,
                        "Conflict",
                        "A rollout of route '" + route.name()
                                + "' is on and says what share its candidate gets: promote or abort that."));
            }
            return share.equals(Share.NOTHING) ? end(route, writer) : set(route, wish, writer);
        });
    }

    /** What goes into the hash of the sticky key; null where nothing is said. */
    static @Nullable String salt(WriteBody body) {
        String salt = body.text("salt");
        if (salt != null && (salt.isBlank() || salt.length() > LONGEST_SALT)) {
            body.wrong("salt", salt, "1 to " + LONGEST_SALT + " characters");
        }
        return salt;
    }

    private CompletionStage<Reply> set(KnownRoute route, Wish wish, Writer writer) {
        RouteState.Canary running = route.state().canary();
        String named =
                wish.release() == null && running != null ? running.terms().candidate() : wish.release();
        if (named == null) {
            return done(Problem.missing("release", "the candidate's id or number"));
        }
        Optional<String> release = route.release(named);
        if (release.isEmpty()) {
            return done(route.unknownRelease(named));
        }
        String candidate = release.get();
        if (route.serves().filter(candidate::equals).isPresent()) {
            return done(Problem.of(
                    409,
                    "Conflict",
                    "Release " + route.label(candidate) + " is the current one of route '" + route.name()
                            + "' and has all its traffic: expected another as candidate."));
        }
        if (route.state().isWithdrawn(candidate)) {
            return done(route.withdrawn(candidate));
        }
        Command.SetCanary same =
                running != null && running.terms().candidate().equals(candidate) ? running.terms() : null;
        Sticky sticky = wish.sticky() == null && same != null ? same.sticky() : wish.sticky();
        if (sticky == null) {
            return done(Problem.missing("sticky", Sticky.EXPECTED));
        }
        // Another salt draws other users: growing a share must move nobody.
        String salt = wish.salt() != null
                ? wish.salt()
                : same != null ? same.salt() : admin.salts().get();
        Command.SetCanary terms = new Command.SetCanary(route.name(), candidate, wish.share(), sticky, salt);
        if (terms.equals(same)) {
            return done(Reply.unchanged(shown(route), admin.control().state().revision()));
        }
        return writes.afterFirst(
                route.adoption().or(() -> route.publication(candidate)), terms, writer, 200, _ -> shown(after(route)));
    }

    private CompletionStage<Reply> end(KnownRoute route, Writer writer) {
        RouteState.Canary running = route.state().canary();
        if (running == null) {
            return done(Reply.unchanged(shown(route), admin.control().state().revision()));
        }
        List<String> ids = List.of(running.record().id());
        RolloutState rollout = route.state().rollout();
        return writes.submit(
                rollout != null && rollout.isOn()
                        ? new Command.EndRollout(route.name(), ids)
                        : new Command.EndCanary(route.name(), ids),
                writer,
                200,
                _ -> shown(after(route)));
    }

    private KnownRoute after(KnownRoute route) {
        return KnownRoute.named(route.name(), admin);
    }

    private ObjectNode shown(KnownRoute route) {
        return (ObjectNode)
                Json.object().put("route", route.name()).set("canary", Splits.canary(route, admin.observed()));
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
