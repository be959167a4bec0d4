package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.ClusterView.Member;
import java.util.List;

/** {@code /admin/v1/cluster}: who is there, who votes, and whether all have the same records. */
final class ClusterEndpoint {
    private final Admin admin;

    ClusterEndpoint(Admin admin) {
        this.admin = admin;
    }

    Reply get(Call call) {
        long revision = admin.control().state().revision();
        ClusterView view = admin.control().cluster();
        List<String> here = view.members().stream().map(Member::node).toList();
        long most = view.members().stream().mapToLong(Member::records).max().orElse(0);
        ObjectNode body = Json.object()
                .put("node", view.node())
                .put("majority", view.majority())
                .put(
                        "same_records",
                        view.members().stream().map(Member::digest).distinct().count() <= 1);
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
                        .put("journal", member.journal())
                        .put("records", member.records())
                        .put("lag", most - member.records())
                        .put("digest", member.digest())
                        .put("revision", member.revision())
                        .put("heard_ms", member.heardMs()));
        return Reply.at(revision, body);
    }
}
