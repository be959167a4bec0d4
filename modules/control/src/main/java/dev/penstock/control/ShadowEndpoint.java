package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RouteState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/routes/{route}/shadow}: copies of a route's requests for a candidate. */
final class ShadowEndpoint {
    private static final int USUAL_CONCURRENCY = 4;

    private final Admin admin;
    private final Writes writes;

    ShadowEndpoint(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** What was asked for; what is null is taken from the shadow that runs with the same candidate. */
    private record Wish(
            @Nullable String release, Share share, @Nullable Integer concurrency) {}

    /** The one that runs, if one does. */
    Reply get(Call call) {
        return KnownRoute.answer(call, admin, route -> Reply.at(route.decided(), shown(route)));
    }

    /** Sets one, in place of the one before; a share of nothing ends it. */
    CompletionStage<Reply> put(Call call, WriteBody body) {
        Writer writer = body.writer();
        Wish wish = new Wish(
                body.idOrNumber("release"),
                body.share(),
                body.whole("concurrency", 1, Command.SetShadow.MOST_CONCURRENT));
        body.done();
        return KnownRoute.decide(
                call,
                admin,
                route -> wish.share().equals(Share.NOTHING) ? end(route, writer) : set(route, wish, writer));
    }

    private CompletionStage<Reply> set(KnownRoute route, Wish wish, Writer writer) {
        RouteState.Shadow running = route.state().shadow();
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
        if (route.state().isWithdrawn(candidate)) {
            return done(route.withdrawn(candidate));
        }
        Command.SetShadow same =
                running != null && running.terms().candidate().equals(candidate) ? running.terms() : null;
        int concurrency =
                wish.concurrency() != null ? wish.concurrency() : same != null ? same.concurrency() : USUAL_CONCURRENCY;
        Command.SetShadow terms = new Command.SetShadow(route.name(), candidate, wish.share(), concurrency);
        if (terms.equals(same)) {
            return done(Reply.unchanged(shown(route), admin.control().state().revision()));
        }
        return writes.afterFirst(
                route.adoption().or(() -> route.publication(candidate)), terms, writer, 200, _ -> shown(after(route)));
    }

    private CompletionStage<Reply> end(KnownRoute route, Writer writer) {
        RouteState.Shadow running = route.state().shadow();
        if (running == null) {
            return done(Reply.unchanged(shown(route), admin.control().state().revision()));
        }
        return writes.submit(
                new Command.EndShadow(route.name(), List.of(running.record().id())),
                writer,
                200,
                _ -> shown(after(route)));
    }

    private KnownRoute after(KnownRoute route) {
        return KnownRoute.named(route.name(), admin);
    }

    private static ObjectNode shown(KnownRoute route) {
        return (ObjectNode) Json.object().put("route", route.name()).set("shadow", Splits.shadow(route));
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
