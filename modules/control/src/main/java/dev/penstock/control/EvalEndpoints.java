package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.control.EvalRun.Kept;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import dev.penstock.core.state.KillScope;
import dev.penstock.evals.CaseSet;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/routes/{route}/evals}: hand-made cases through a candidate and a baseline. */
final class EvalEndpoints {
    private static final String CASES = "cases";
    private static final String RELEASE = "the candidate's id or number";

    private final Admin admin;
    private final Writes writes;
    private final EvalRuns runs;

    EvalEndpoints(Vertx vertx, Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
        this.runs = new EvalRuns(vertx, admin.evals(), admin.clock(), this::record);
    }

    /** What was asked for; a baseline that is null is the release that serves. */
    private record Wish(
            String release, @Nullable String baseline, CaseSet cases, EvalGate gate, int concurrency, Author author) {}

    /** The runs of this node, and what is recorded. */
    Reply list(Call call) {
        return KnownRoute.answer(call, admin, route -> {
            ObjectNode body = Json.object().put("route", route.name());
            ArrayNode own = body.putArray("runs");
            runs.of(route.name()).forEach(run -> own.add(ShownEval.of(run, node())));
            ArrayNode recorded = body.putArray("recorded");
            route.state().evals().forEach(eval -> recorded.add(ShownEval.recorded(eval, route)));
            return Reply.at(route.decided(), body);
        });
    }

    CompletionStage<Reply> get(Call call) {
        return KnownRoute.decide(
                call,
                admin,
                route -> done(found(route, call)
                        .map(run -> Reply.ok(ShownEval.inFull(run, node())))
                        .orElseGet(() -> unknown(route, call))));
    }

    /** Ends one; one that is over stays as it is. Nothing is recorded of it. */
    CompletionStage<Reply> cancel(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return KnownRoute.decide(
                call,
                admin,
                route -> done(found(route, call)
                        .map(run -> {
                            runs.cancel(
                                    run,
                                    "Cancelled by " + writer.author().actor() + ": "
                                            + writer.author().reason());
                            return Reply.ok(ShownEval.of(run, node()));
                        })
                        .orElseGet(() -> unknown(route, call))));
    }

    private Optional<EvalRun> found(KnownRoute route, Call call) {
        return runs.find(route.name(), call.path("id"));
    }

    private Reply unknown(KnownRoute route, Call call) {
        return Problem.of(
                404,
                "Not found",
                "Node '" + node() + "' has no eval '" + call.path("id") + "' of route '" + route.name()
                        + "': a run is known on the node where it runs, which its id begins with, and until that node"
                        + " stops or has run " + EvalRuns.MOST_KEPT + " others.");
    }

    CompletionStage<Reply> run(Call call, WriteBody body) {
        if (body.isKeyed()) {
            return done(Problem.of(
                    400,
                    "Bad header",
                    "The header idempotency-key has no effect here, for a run leaves no record before it is over:"
                            + " expected none. Of a route one eval runs at a time."));
        }
        Author author = body.writer().author();
        String release = body.idOrNumber("release");
        String baseline = body.idOrNumber("baseline");
        CaseSet cases = body.noting(() -> CaseSet.ofList(CASES, body.json(CASES)), new CaseSet(List.of(), ""));
        EvalGate gate = gate(body);
        Integer concurrency = body.whole("concurrency", 1, EvalRuns.MOST_AT_ONCE);
        body.missing("release", RELEASE);
        body.done();
        Wish wish = new Wish(
                Objects.requireNonNull(release),
                baseline,
                cases,
                gate,
                concurrency == null ? EvalRuns.MOST_AT_ONCE : concurrency,
                new Author(author.actor(), author.reason(), author.principal(), null));
        return KnownRoute.decide(call, admin, route -> done(run(route, wish)));
    }

    private static EvalGate gate(WriteBody body) {
        WriteBody written = body.inner("gate");
        if (written == null) {
            return EvalGate.DEFAULT;
        }
        Integer minCases = written.whole("min_cases", 1, EvalResult.MOST_CASES);
        Integer maxLost = written.whole("max_lost", 0, EvalResult.MOST_CASES);
        Integer minPass = written.whole("min_pass", 0, 100);
        return written.noting(
                () -> new EvalGate(
                        minCases == null ? EvalGate.DEFAULT.minCases() : minCases,
                        maxLost == null ? EvalGate.DEFAULT.maxLost() : maxLost,
                        minPass == null ? EvalGate.DEFAULT.minPass() : minPass),
                EvalGate.DEFAULT);
    }

    private Reply run(KnownRoute route, Wish wish) {
        Optional<String> candidate = route.release(wish.release());
        if (candidate.isEmpty()) {
            return route.unknownRelease(wish.release());
        }
        if (wish.baseline() == null && route.serves().isEmpty()) {
            return Problem.missing("baseline", "a release's id or number, for none of the route serves");
        }
        Optional<String> baseline = wish.baseline() == null ? route.serves() : route.release(wish.baseline());
        if (baseline.isEmpty()) {
            return route.unknownRelease(String.valueOf(wish.baseline()));
        }
        return run(route, wish, candidate.get(), baseline.get());
    }

    private Reply run(KnownRoute route, Wish wish, String candidate, String baseline) {
        if (candidate.equals(baseline)) {
            throw new BadConfig(List.of(new BadConfig.Mistake(
                    wish.baseline() == null ? "release" : "baseline",
                    route.label(candidate),
                    "two different releases: a candidate, and a baseline, which is the one that serves unless"
                            + " \"baseline\" says otherwise")));
        }
        if (route.state().isWithdrawn(candidate)) {
            return route.withdrawn(candidate);
        }
        Optional<ActiveKill> kill = kill(route, List.of(candidate, baseline));
        if (kill.isPresent()) {
            return killed(kill.get());
        }
        ReleaseContent first = route.content(candidate).orElseThrow();
        ReleaseContent second = route.content(baseline).orElseThrow();
        for (ReleaseContent content : List.of(first, second)) {
            wish.cases()
                    .fits(
                            CASES,
                            route.label(content.id()),
                            content.prompt() == null
                                    ? List.of()
                                    : content.prompt().variables(),
                            first.contract() != null);
        }
        Optional<Reply> unrecordable = unrecordable(route, candidate, baseline);
        if (unrecordable.isPresent()) {
            return unrecordable.get();
        }
        EvalTerms terms = new EvalTerms(
                route.name(),
                candidate,
                baseline,
                wish.cases().cases().size(),
                wish.cases().digest(),
                wish.gate(),
                wish.concurrency(),
                wish.author());
        EvalWork work = new EvalWork(first, second, wish.cases().cases());
        return switch (runs.begin(node() + "." + admin.salts().get(), terms, work)) {
            case EvalRuns.Begun.Running(EvalRun run) -> Reply.of(202, ShownEval.of(run, node()));
            case EvalRuns.Begun.SameRoute(EvalRun other) ->
                Problem.with(
                        409,
                        "Conflict",
                        "Eval '" + other.id() + "' of this route is under way on this node: wait for its end, or DELETE"
                                + " it.",
                        Json.object().put("id", other.id()));
            case EvalRuns.Begun.Full() ->
                Problem.of(
                        429,
                        "Too many evals",
                        EvalRuns.MOST_RUNNING + " evals are under way on this node, which is as many as may be: ask"
                                + " again later.");
        };
    }

    /** A kill by which one of the releases could not be asked whatever its targets are. */
    private Optional<ActiveKill> kill(KnownRoute route, List<String> releases) {
        return admin.control().state().killsAt(admin.clock().instant()).stream()
                .filter(kill -> switch (kill.kill().scope()) {
                    case GLOBAL -> true;
                    case ROUTE -> kill.kill().key().equals(route.name());
                    case RELEASE -> releases.contains(kill.kill().key());
                    case PROMPT, PROVIDER, MODEL, TARGET, TOOL, KEY -> false;
                })
                .findFirst();
    }

    private static Reply killed(ActiveKill kill) {
        KillScope scope = kill.kill().scope();
        return Problem.of(
                409,
                "Conflict",
                "A kill stops " + scope.word() + " '" + kill.kill().key() + "' ("
                        + kill.record().author().actor() + ": "
                        + kill.record().author().reason() + "), so that no case can be sent: lift it first.");
    }

    /** Keeps the result, by whoever asked for the run, with what must be known of its releases before. */
    private CompletionStage<Kept> record(EvalTerms terms, EvalResult result) {
        KnownRoute route = KnownRoute.named(terms.route(), admin);
        return writes.afterFirst(
                        before(route, terms.candidate(), terms.baseline()),
                        new Command.RecordEval(terms.route(), terms.candidate(), terms.baseline(), result),
                        new Writer(terms.author()),
                        200,
                        _ -> Json.object())
                .thenApply(EvalEndpoints::kept);
    }

    /** What must be written before a result, where it is about a release of the files. */
    private static Optional<Command.Resuming> before(KnownRoute route, String candidate, String baseline) {
        return route.adoption().or(() -> route.publication(candidate)).or(() -> route.publication(baseline));
    }

    /** Why a result could not be recorded as the policy stands: the cases would cost something for nothing. */
    private Optional<Reply> unrecordable(KnownRoute route, String candidate, String baseline) {
        return before(route, candidate, baseline)
                .flatMap(first -> writes.notAtOnce(List.of(first)).map(reply -> {
                    String why = reply.body().path("detail").asText();
                    ((ObjectNode) reply.body())
                            .put(
                                    "detail",
                                    "The result is about a release of the files, which " + first.kind()
                                            + " must record before; that is not possible now, so no case was sent. "
                                            + why);
                    return reply;
                }));
    }

    private static Kept kept(Reply reply) {
        return switch (reply.status()) {
            case 200 -> new Kept.Recorded(reply.body().path("id").asText());
            case 202 ->
                new Kept.Not("A second person must approve it: "
                        + reply.body().path("approval").asText());
            default -> new Kept.Not(reply.body().path("detail").asText());
        };
    }

    private String node() {
        return admin.config().node();
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
