package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Objection;
import dev.penstock.core.state.PolicyRules;
import dev.penstock.core.state.Verdict;
import dev.penstock.core.state.Verdict.Receipt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Submits writes, if the policy lets it, and tells operators what became of them. */
final class Writes {
    private final ControlPlane control;
    private final InstantSource clock;
    private final String node;

    Writes(Admin admin) {
        this.clock = admin.clock();
        this.control = admin.control();
        this.node = admin.config().node();
    }

    /**
     * Submits one.
     *
     * @param status of the answer if it is accepted
     * @param told what the answer then says, before where the write is
     */
    CompletionStage<Reply> submit(
            Command command, Writer writer, int status, Function<ControlRecord, ObjectNode> told) {
        return switch (command) {
            case Command.Stopping stopping -> carryOut(stopping, writer, status, told);
            case Command.Resuming resuming -> afterFirst(Optional.empty(), resuming, writer, status, told);
        };
    }

    private CompletionStage<Reply> carryOut(
            Command command, Writer writer, int status, Function<ControlRecord, ObjectNode> told) {
        return told(control.submit(command, writer.author(), writer.precondition()), status, told);
    }

    /** Answers a write that is in effect already: where it is by now, or that it is not yet durable. */
    CompletionStage<Reply> again(ControlRecord record, ObjectNode told) {
        return told(control.again(record.id()), 200, _ -> told.put("unchanged", true));
    }

    /** Tells what became of a write that was submitted. */
    CompletionStage<Reply> told(CompletionStage<Verdict> write, int status, Function<ControlRecord, ObjectNode> told) {
        return write.thenApply(verdict -> verdict instanceof Verdict.Accepted(ControlRecord record, Receipt receipt)
                ? Reply.of(status, (ObjectNode) told.apply(record).setAll(where(record, receipt)))
                : problem(verdict));
    }

    /**
     * Submits a write that may need another one before it, of what is in this node's files. Whoever calls has made sure
     * that the write is not refused as things stand, so that the first one is not left behind alone.
     */
    CompletionStage<Reply> afterFirst(
            Optional<Command.Resuming> first,
            Command.Resuming command,
            Writer writer,
            int status,
            Function<ControlRecord, ObjectNode> told) {
        List<Command.Resuming> both =
                Stream.concat(first.stream(), Stream.of(command)).toList();
        return switch (PolicyRules.decide(
                both, writer.author().approvedBy() != null, control.state(), clock.instant())) {
            case PolicyRules.Decision.Go() -> oneAfterTheOther(first, command, writer, status, told);
            case PolicyRules.Decision.No(Objection objection) -> CompletableFuture.completedStage(objection(objection));
            case PolicyRules.Decision.Ask(Instant expires) ->
                carryOut(
                        new Command.AskApproval(command, expires),
                        writer,
                        202,
                        record -> asked(command, record, expires));
        };
    }

    /**
     * Why writes cannot be made now, one right after the other, as the policy stands; a request for approval is too
     * late.
     */
    Optional<Reply> notAtOnce(List<Command.Resuming> commands) {
        return switch (PolicyRules.decide(commands, false, control.state(), clock.instant())) {
            case PolicyRules.Decision.Go() -> Optional.empty();
            case PolicyRules.Decision.No(Objection objection) -> Optional.of(objection(objection));
            case PolicyRules.Decision.Ask _ ->
                Optional.of(Problem.of(
                        409,
                        "Conflict",
                        "The policy has a second person approve one of "
                                + commands.stream().map(Command::kind).collect(Collectors.joining(", "))
                                + ": make one after the other, by itself. Nothing has changed."));
        };
    }

    private static ObjectNode asked(Command.Resuming command, ControlRecord record, Instant expires) {
        return Json.object()
                .put("approval", record.id())
                .put("kind", command.kind())
                .put("expires", expires.toString());
    }

    private CompletionStage<Reply> oneAfterTheOther(
            Optional<Command.Resuming> first,
            Command.Resuming command,
            Writer writer,
            int status,
            Function<ControlRecord, ObjectNode> told) {
        if (first.isEmpty()) {
            return carryOut(command, writer, status, told);
        }
        return control.submit(first.get(), adopting(writer.author()), writer.precondition())
                .thenCompose(verdict -> switch (verdict) {
                    case Verdict.Accepted(ControlRecord record, Receipt _) ->
                        carryOut(command, writer.after(record.id()), status, told);
                    case Verdict.Refused _ -> carryOut(command, writer, status, told);
                    case Verdict.Outdated _, Verdict.NoMajority _, Verdict.Uncertain _, Verdict.Unknown _ ->
                        CompletableFuture.completedStage(problem(verdict));
                });
    }

    /** The key of the request stays with the write that was asked for; its approval goes with both. */
    private Author adopting(Author author) {
        String reason = "adopted from the files of node " + node + "; before: " + author.reason();
        return new Author(
                author.actor(),
                reason.substring(0, Math.min(reason.length(), Author.MOST_REASON)),
                author.principal(),
                null,
                author.approvedBy());
    }

    /** What went wrong with a write that was not accepted. */
    private Reply problem(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> throw new IllegalArgumentException("accepted: " + accepted);
            case Verdict.Refused(Objection objection) -> objection(objection);
            case Verdict.Outdated(ControlState state) -> IfMatch.outdated(state);
            case Verdict.NoMajority(int journaled, int voters, List<String> silent) ->
                Problem.with(
                        503,
                        "No majority",
                        "Only " + journaled + " of " + voters + " voters have this in their journals"
                                + (silent.isEmpty() ? "" : "; no answer came from " + String.join(", ", silent))
                                + ". Nothing has changed: ask again when a majority is there.",
                        (ObjectNode) Json.object()
                                .put("journaled", journaled)
                                .put("voters", voters)
                                .set("silent", Json.of(silent)));
            case Verdict.Uncertain(ControlRecord record, Receipt receipt, String why) ->
                Problem.with(
                        504,
                        "Not yet durable",
                        "This is in effect on "
                                + String.join(", ", new TreeMap<>(receipt.applied()).keySet()) + ", but "
                                + receipt.journaled() + " of " + receipt.voters()
                                + " voters have it on disk, and it may be lost with them: " + why,
                        where(record, receipt));
            case Verdict.Unknown(String id) -> unknown(id);
        };
    }

    /** What is answered where it is not known what became of a write. */
    static Reply unknown(String id) {
        return Problem.with(
                504,
                "Unknown",
                "The voters' answers did not come in time: this may yet take effect, or never."
                        + " GET /admin/v1/writes/" + id + " tells what became of it.",
                Json.object().put("id", id));
    }

    private static Reply objection(Objection objection) {
        ObjectNode more = Json.object().put("field", objection.field());
        return switch (objection.kind()) {
            case NOT_FOUND -> Problem.with(404, "Not found", objection.message(), more);
            case CONFLICT -> Problem.with(409, "Conflict", objection.message(), more);
            case FROZEN -> Problem.with(423, "Frozen", objection.message(), more);
        };
    }

    private ObjectNode where(ControlRecord record, Receipt receipt) {
        return (ObjectNode) Json.object()
                .put("id", record.id())
                .put("revision", control.state().revision())
                .put("journaled", receipt.journaled())
                .put("voters", receipt.voters())
                .set("applied", Json.of(new TreeMap<>(receipt.applied())));
    }
}
