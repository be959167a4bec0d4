package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.alerts.AlertJson;
import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertList;
import dev.penstock.alerts.AlertQuery;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** {@code /admin/v1/alerts}: what goes wrong, as all nodes find it. */
final class AlertEndpoint {
    private final Admin admin;

    AlertEndpoint(Admin admin) {
        this.admin = admin;
    }

    CompletionStage<Reply> list(Call call) {
        Boolean standing = ReviewEndpoints.word(
                call,
                "standing",
                word -> Stream.of(true, false)
                        .filter(each -> each.toString().equals(word))
                        .findFirst(),
                Stream.of("true", "false"));
        AlertKind kind = ReviewEndpoints.word(
                call, "kind", AlertKind::of, Stream.of(AlertKind.values()).map(AlertKind::word));
        int limit = ReviewEndpoints.limit(call.query("limit"));
        return admin.alerts()
                .list(new AlertQuery(standing, kind, call.query("route"), limit))
                .thenApply(AlertEndpoint::shown);
    }

    private static Reply shown(AlertList list) {
        ObjectNode body = Json.object();
        ArrayNode alerts = body.putArray("alerts");
        list.alerts().forEach(alert -> alerts.add(AlertJson.of(alert)));
        ArrayNode silent = body.putArray("silent");
        list.silent().forEach(silent::add);
        return Reply.ok(body);
    }
}
