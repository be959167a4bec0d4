package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RolloutState.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/routes/{route}/rollouts/{rollout}/...}: what operators do with a rollout that is on. */
final class RolloutMoves {
    private static final String A_STAGE = "a stage's number, or its name as \"25 %\" or \"full\"";

    private final Admin admin;
    private final Writes writes;

    RolloutMoves(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** Keeps it in its stage; what is bad still ends it. */
    CompletionStage<Reply> pause(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return on(
                call,
                (route, rollout) -> rollout.phase() == Phase.PAUSED
                        ? writes.again(rollout.pauses().getLast(), shown(route))
                        : submit(new Command.PauseRollout(route.name(), List.of(rollout.id())), route, writer));
    }

    /** Lets it go on. */
    CompletionStage<Reply> resume(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return on(
                call,
                (route, rollout) -> rollout.pauses().isEmpty()
                        ? done(Reply.unchanged(
                                shown(route), admin.control().state().revision()))
                        : submit(
                                new Command.ResumeRollout(route.name(), rollout.id(), pauses(rollout)), route, writer));
    }

    /** Ends it: the route goes on with its current release. Needs no majority. */
    CompletionStage<Reply> abort(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return found(
                call,
                (route, rollout) -> rollout.phase() == Phase.ABORTED && rollout.end() != null
                        ? writes.again(rollout.end(), shown(route))
                        : ifOn(
                                route,
                                rollout,
                                () -> submit(
                                        new Command.EndRollout(route.name(), List.of(rollout.id())), route, writer)));
    }

    /** Lets it out of a stage that a person or a webhook must approve, once it is proven. */
    CompletionStage<Reply> approve(Call call, WriteBody body) {
        Writer writer = body.writer();
        String wished = body.wordOrNumber("stage", A_STAGE);
        body.done();
        return on(call, (route, rollout) -> {
            Optional<Integer> stage = stage(rollout, wished, rollout.stage());
            if (stage.isEmpty()) {
                return done(unknownStage(rollout, String.valueOf(wished)));
            }
            if (stage.get() != rollout.stage()) {
                return done(conflict("The rollout is in stage " + name(rollout, rollout.stage())
                        + ": only that one can be approved."));
            }
            if (rollout.approved().contains(rollout.stage())) {
                return done(
                        Reply.unchanged(shown(route), admin.control().state().revision()));
            }
            if (rollout.currentStage().gate() instanceof Gate.Auto) {
                return done(conflict("Stage " + name(rollout, rollout.stage())
                        + " needs nobody's approval: its proof lets the rollout go on. To go on without it, promote."));
            }
            return submit(new Command.ApproveStage(route.name(), rollout.id(), rollout.stage()), route, writer);
        });
    }

    /** Takes it to another stage by hand: the next, or one that is named. */
    CompletionStage<Reply> promote(Call call, WriteBody body) {
        Writer writer = body.writer();
        String wished = body.wordOrNumber("stage", A_STAGE);
        boolean unproven = body.flag("unproven");
        body.done();
        return on(
                call,
                (route, rollout) -> stage(rollout, wished, rollout.stage() + 1)
                        .map(stage -> promote(route, rollout, stage, unproven, writer))
                        .orElseGet(() -> done(unknownStage(rollout, String.valueOf(wished)))));
    }

    private CompletionStage<Reply> promote(
            KnownRoute route, RolloutState rollout, int stage, boolean unproven, Writer writer) {
        if (stage == rollout.stage()) {
            return done(conflict("The rollout is in stage " + name(rollout, stage) + " already."));
        }
        if (rollout.phase() == Phase.PAUSED && stage < rollout.stage()) {
            return done(conflict("The rollout is paused: resume it before it goes to another stage."));
        }
        boolean isFull = rollout.terms().policy().stages().get(stage).kind() == StageKind.FULL;
        if (isFull && rollout.terms().mode() == RolloutMode.A_A) {
            return done(conflict("An A/A rollout has no other release to make the current one: abort ends it."));
        }
        List<String> missing = stage > rollout.stage() ? missing(route, rollout, stage) : List.of();
        if (!missing.isEmpty() && !unproven) {
            return done(Problem.with(
                    409,
                    "Conflict",
                    "Stage " + name(rollout, rollout.stage()) + " lacks something: " + String.join("; ", missing)
                            + ". To go on all the same say \"unproven\": true; the record will tell.",
                    (ObjectNode) Json.object().set("missing", Json.of(missing))));
        }
        Writer told = missing.isEmpty() ? writer : writer.as(telling(writer.author(), missing));
        if (isFull) {
            return submit(new Command.Activate(route.name(), rollout.terms().candidate(), List.of()), route, told);
        }
        return submit(new Command.EnterStage(route.name(), rollout.id(), stage, pauses(rollout)), route, told);
    }

    private static List<String> pauses(RolloutState rollout) {
        return rollout.pauses().stream().map(ControlRecord::id).toList();
    }

    /** What a step up lacks. */
    private List<String> missing(KnownRoute route, RolloutState rollout, int stage) {
        List<String> missing = new ArrayList<>();
        if (rollout.phase() == Phase.PAUSED) {
            Author by = rollout.pauses().getLast().author();
            missing.add("it is paused by " + by.actor() + ": " + clause(by.reason()));
        }
        unproven(route, rollout).ifPresent(missing::add);
        if (rollout.currentStage().gate() instanceof Gate.Webhook(String webhook)
                && !rollout.approved().contains(rollout.stage())) {
            missing.add("webhook '" + webhook + "' has not approved stage " + name(rollout, rollout.stage()));
        }
        IntStream.range(rollout.stage() + 1, stage)
                .mapToObj(skipped -> "stage " + name(rollout, skipped) + " is left out")
                .forEach(missing::add);
        Instant now = admin.clock().instant();
        for (QuietTime quiet : rollout.terms().policy().quiet()) {
            if (quiet.lasts(now)) {
                missing.add("a quiet time lasts until " + quiet.end(now));
            }
        }
        return missing;
    }

    /** What is not proven of the stage that it is in. */
    private Optional<String> unproven(KnownRoute route, RolloutState rollout) {
        if (rollout.currentStage().kind() == StageKind.EVAL) {
            Command.StartRollout terms = rollout.terms();
            return route.state()
                            .eval(terms.candidate(), terms.baseline())
                            .filter(eval -> eval.terms().result().isPassed())
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of("the candidate has not passed an eval against the current release");
        }
        RolloutView view = ShownRollout.view(route, admin);
        if (view == null || view.stage() != rollout.stage()) {
            return Optional.of("this node has not judged it yet");
        }
        if (view.proven() && view.floors().areReached()) {
            return Optional.empty();
        }
        return Optional.of(rollout.phase() == Phase.PAUSED ? "its proof is not complete" : clause(view.sentence()));
    }

    /** As a clause in a list of what is missing. */
    private static String clause(String sentence) {
        return sentence.replaceFirst("^Missing: ", "").replaceFirst("\\.$", "");
    }

    /** The same author, whose reason says what was missing. */
    private static Author telling(Author author, List<String> missing) {
        String reason = author.reason() + " (without proof: " + String.join("; ", missing) + ")";
        return new Author(
                author.actor(),
                reason.substring(0, Math.min(reason.length(), Author.MOST_REASON)),
                author.principal(),
                author.request());
    }

    /** The number of a stage by that number or by its name; empty if there is none. */
    private static Optional<Integer> stage(RolloutState rollout, @Nullable String wished, int otherwise) {
        List<Stage> stages = rollout.terms().policy().stages();
        String word = wished == null ? Integer.toString(otherwise) : wished.replace(" ", "");
        return IntStream.range(0, stages.size())
                .filter(i -> word.equals(Integer.toString(i))
                        || word.equals(stages.get(i).word().replace(" ", "")))
                .boxed()
                .findFirst();
    }

    private static Reply unknownStage(RolloutState rollout, String wished) {
        List<Stage> stages = rollout.terms().policy().stages();
        return Problem.badFields(List.of(new BadConfig.Mistake(
                "stage",
                wished,
                "one of "
                        + String.join(
                                ", ",
                                IntStream.range(0, stages.size())
                                        .mapToObj(i -> name(rollout, i))
                                        .toList()))));
    }

    /** A stage by its number and its name. */
    private static String name(RolloutState rollout, int stage) {
        return stage + " ("
                + Objects.requireNonNull(rollout.terms().policy().stage(stage)).word() + ")";
    }

    private interface Move {
        CompletionStage<Reply> of(KnownRoute route, RolloutState rollout);
    }

    private CompletionStage<Reply> found(Call call, Move move) {
        String id = call.path("rollout");
        return KnownRoute.decide(
                call,
                admin,
                route -> RolloutEndpoints.newest(route, id)
                        .map(rollout -> move.of(route, rollout))
                        .orElseGet(() -> done(RolloutEndpoints.unknown(route, id))));
    }

    /** The same with one that is not over. */
    private CompletionStage<Reply> on(Call call, Move move) {
        return found(call, (route, rollout) -> ifOn(route, rollout, () -> move.of(route, rollout)));
    }

    private static CompletionStage<Reply> ifOn(
            KnownRoute route, RolloutState rollout, Supplier<CompletionStage<Reply>> move) {
        if (rollout.isOn()) {
            return move.get();
        }
        ControlRecord end = Objects.requireNonNull(rollout.end(), "over without an end");
        return done(conflict("The rollout of route '" + route.name() + "' is over ("
                + rollout.phase().word() + ", by " + end.author().actor() + " at " + end.at() + "): start another."));
    }

    private CompletionStage<Reply> submit(Command command, KnownRoute route, Writer writer) {
        return writes.submit(command, writer, 200, _ -> after(route));
    }

    private ObjectNode after(KnownRoute route) {
        return shown(KnownRoute.named(route.name(), admin));
    }

    private ObjectNode shown(KnownRoute route) {
        return ShownRollout.answer(route, admin);
    }

    private static Reply conflict(String detail) {
        return Problem.of(409, "Conflict", detail);
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
