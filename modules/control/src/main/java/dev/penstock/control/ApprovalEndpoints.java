package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Approval;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.OpenRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /admin/v1/approvals}: writes that wait for a second person. */
final class ApprovalEndpoints {
    private final Admin admin;
    private final Writes writes;

    ApprovalEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /** All that wait, the oldest first. */
    Reply list(Call call) {
        ControlState state = admin.control().state();
        ObjectNode body = Json.object();
        ArrayNode approvals = body.putArray("approvals");
        state.approvalsAt(admin.clock().instant()).forEach(request -> approvals.add(shown(request)));
        return Reply.at(state, body);
    }

    /** Carries a write out, as things stand now, for somebody else than who asked. */
    CompletionStage<Reply> approve(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return found(call, request -> approve(request, call.holder(), writer));
    }

    private CompletionStage<Reply> approve(OpenRequest request, AdminToken holder, Writer writer) {
        Author first = request.record().author();
        Author second = writer.author();
        Command.Resuming command = request.ask().command();
        Role needed = needed(command);
        if (!holder.role().mayDo(needed)) {
            return done(Access.tooLow(holder, "the approval of " + command.kind(), needed));
        }
        if (first.principal().equals(holder.name())) {
            return done(Problem.of(
                    403,
                    "Needs another",
                    "Token '" + holder.name() + "' asked for this itself: somebody with another token must approve"
                            + " it."));
        }
        String id = request.record().id();
        Author both = new Author(
                first.actor(),
                first.reason(),
                first.principal(),
                second.request(),
                new Approval(id, second.principal(), second.actor(), second.reason()));
        return writes.afterFirst(
                before(command),
                command,
                writer.as(both),
                200,
                _ -> named(command).put("approved", id));
    }

    /** What must be written before, if anything: what the asking node's files said then may be over. */
    private Optional<Command.Resuming> before(Command.Resuming command) {
        return switch (command) {
            case Command.PublishRelease publish -> route(publish).adoption();
            case Command.Activate activate -> before(activate, activate.release());
            case Command.SetCanary canary -> before(canary, canary.candidate());
            case Command.SetShadow shadow -> before(shadow, shadow.candidate());
            case Command.RecordEval eval -> before(eval, eval.candidate());
            case Command.StartRollout start -> before(start, start.candidate());
            case Command.Lift _,
                    Command.EnterStage _,
                    Command.ApproveStage _,
                    Command.ResumeRollout _,
                    Command.SetVoters _,
                    Command.Settle _,
                    Command.AddTrigger _,
                    Command.SetPolicy _,
                    Command.KeepRule _,
                    Command.OfBudget _ -> Optional.empty();
        };
    }

    private Optional<Command.Resuming> before(Command.OfRoute command, String release) {
        KnownRoute route = route(command);
        return route.adoption().or(() -> route.publication(release));
    }

    private KnownRoute route(Command.OfRoute command) {
        return KnownRoute.named(command.route(), admin);
    }

    /** The role that a write needs, and so its approval. */
    static Role needed(Command.Resuming command) {
        return switch (command) {
            case Command.Lift _,
                    Command.PublishRelease _,
                    Command.Activate _,
                    Command.SetCanary _,
                    Command.SetShadow _,
                    Command.RecordEval _,
                    Command.StartRollout _,
                    Command.EnterStage _,
                    Command.ApproveStage _,
                    Command.ResumeRollout _,
                    Command.KeepRule _ -> Role.OPERATOR;
            case Command.SetVoters _, Command.Settle _, Command.AddTrigger _, Command.SetPolicy _, Command.OfBudget _ ->
                Role.ADMIN;
        };
    }

    /** Takes a request back. */
    CompletionStage<Reply> withdraw(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        return found(call, request -> {
            String id = request.record().id();
            return writes.submit(
                    new Command.EndApproval(List.of(id)),
                    writer,
                    200,
                    _ -> named(request.ask().command()).put("withdrawn", id));
        });
    }

    private CompletionStage<Reply> found(Call call, Function<OpenRequest, CompletionStage<Reply>> decide) {
        String id = call.path("id");
        return admin.control().state().approvalsAt(admin.clock().instant()).stream()
                .filter(request -> request.record().id().equals(id))
                .findFirst()
                .map(decide)
                .orElseGet(() -> done(Problem.of(
                        404,
                        "Not found",
                        "Nothing waits for approval as '" + id
                                + "': it was approved, taken back, is older than 24 hours, or never was.")));
    }

    private static ObjectNode named(Command.Resuming command) {
        return Json.object().put("kind", command.kind()).put("route", Recorded.route(command));
    }

    private static ObjectNode shown(OpenRequest request) {
        Command.Resuming command = request.ask().command();
        Author author = request.record().author();
        ObjectNode shown = named(command)
                .put("id", request.record().id())
                .put("reason", author.reason())
                .put("actor", author.actor())
                .put("principal", author.principal())
                .put("at", request.record().at().toString())
                .put("node", request.record().node())
                .put("expires", request.ask().expires().toString());
        return (ObjectNode) shown.set("what", Recorded.what(command));
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
