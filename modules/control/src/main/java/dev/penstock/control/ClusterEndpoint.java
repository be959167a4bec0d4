package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.ClusterView.Member;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Voter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /admin/v1/cluster}: who is there, who votes, whether all have the same records, and what is to be done. */
final class ClusterEndpoint {
    private static final String VOTERS = "the names of 1, 3 or 5 nodes, each once";

    private final Admin admin;
    private final Writes writes;

    ClusterEndpoint(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    Reply get(Call call) {
        ControlState state = admin.control().state();
        ClusterView view = admin.control().cluster();
        List<String> here = view.members().stream().map(Member::node).toList();
        long most = view.members().stream().mapToLong(Member::records).max().orElse(0);
        ObjectNode body = Json.object()
                .put("node", view.node())
                .put("majority", view.majority())
                .put(
                        "same_records",
                        view.members().stream().map(Member::digest).distinct().count() <= 1);
        body.put("in_contact", view.inContact());
        body.put("judge", admin.observed().judge());
        body.set("awaited", Json.of(view.awaited()));
        ArrayNode conflicts = body.putArray("conflicts");
        state.conflicts().forEach(conflict -> conflicts.add(Recorded.of(conflict)));
        body.set("voters", Json.of(view.voters()));
        body.set(
                "missing",
                Json.of(view.voters().stream()
                        .filter(voter -> !here.contains(voter))
                        .toList()));
        body.set("verticles", Json.of(admin.observed().verticles()));
        ArrayNode members = body.putArray("members");
        view.members()
                .forEach(member -> members.addObject()
                        .put("node", member.node())
                        .put("address", member.address())
                        .put("voter", member.voter())
                        .put("enrolled", isEnrolled(state, member))
                        .put("journal", member.journal())
                        .put("records", member.records())
                        .put("lag", most - member.records())
                        .put("digest", member.digest())
                        .put("revision", member.revision())
                        .put("heard_ms", member.heardMs()));
        return Reply.at(state, body);
    }

    /** Whether it votes with the journal that it has: one whose disk was lost does so once the others have agreed. */
    private static boolean isEnrolled(ControlState state, Member member) {
        return state.voters().contains(new Voter(member.node(), member.journal()));
    }

    CompletionStage<Reply> override(Call call, WriteBody body) {
        Writer writer = body.writer();
        body.done();
        List<String> awaited = admin.control().cluster().awaited();
        if (awaited.isEmpty()) {
            return CompletableFuture.completedStage(
                    Problem.of(409, "Conflict", "This node waits for no journals: there is nothing to override."));
        }
        return writes.told(
                admin.control().override(writer.author(), writer.precondition()),
                200,
                _ -> Json.object().put("node", admin.config().node()).set("missing", Json.of(awaited)));
    }

    CompletionStage<Reply> voters(Call call, WriteBody body) {
        List<String> sent = body.texts("voters", VOTERS);
        List<String> names = sent == null ? List.of() : sent;
        if (sent == null) {
            body.missing("voters", VOTERS);
        }
        Writer writer = body.writer();
        body.done();
        Map<String, String> journals = new TreeMap<>();
        admin.control().cluster().members().stream()
                .filter(member -> !member.journal().isEmpty())
                .forEach(member -> journals.put(member.node(), member.journal()));
        for (String name : names) {
            if (!journals.containsKey(name)) {
                body.wrong("voters", name, "nodes that are there: " + String.join(", ", journals.keySet()));
            }
        }
        body.done();
        List<Voter> voters =
                names.stream().map(name -> new Voter(name, journals.get(name))).toList();
        return writes.submit(new Command.SetVoters(voters), writer, 200, _ ->
                (ObjectNode) Json.object().set("now", Json.of(names)));
    }

    /** Ends a conflict: what stands is kept, or what was overruled is written again. */
    CompletionStage<Reply> settle(Call call, WriteBody body) {
        String id = call.path("id");
        boolean again = body.flag("write_again");
        Writer writer = body.writer();
        body.done();
        Optional<ControlRecord> conflict = admin.control().state().conflicts().stream()
                .filter(record -> record.id().equals(id))
                .findFirst();
        return again && conflict.isPresent() && conflict.get().entry() instanceof Entry.Said(Command.Resuming command)
                ? settleAndWrite(id, command, writer)
                : settle(id, writer);
    }

    private CompletionStage<Reply> settle(String id, Writer writer) {
        return writes.submit(
                new Command.Settle(List.of(id)), writer, 200, _ -> Json.object().put("settled", id));
    }

    private CompletionStage<Reply> settleAndWrite(String id, Command.Resuming command, Writer writer) {
        Optional<Reply> problem = writes.notAtOnce(List.of(new Command.Settle(List.of(id)), command));
        if (problem.isPresent()) {
            return CompletableFuture.completedStage(problem.get());
        }
        return settle(id, writer)
                .thenCompose(settled -> settled.status() == 200
                        ? writes.submit(
                                        command,
                                        writer.as(again(writer.author()))
                                                .after(settled.body().path("id").asText()),
                                        200,
                                        _ -> Json.object().put("settled", id).put("written_again", true))
                                .thenApply(written -> both(settled, written))
                        : CompletableFuture.completedStage(settled));
    }

    /** The second may be refused where the first was not: only that it was is then so. */
    private static Reply both(Reply settled, Reply written) {
        boolean refused = written.status() >= 400 && written.status() != 504;
        return refused
                ? Reply.ok(((ObjectNode) settled.body())
                        .put("written_again", false)
                        .set("problem", written.body()))
                : written;
    }

    /** The key of the request belongs to the end of the conflict. */
    private static Author again(Author author) {
        return new Author(author.actor(), author.reason(), author.principal(), null);
    }
}
