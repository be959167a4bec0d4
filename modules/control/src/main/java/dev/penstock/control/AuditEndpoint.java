package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/audit}: who decided what, when and why, the newest first. */
final class AuditEndpoint {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private final Admin admin;
    private final Audits audits = new Audits();

    AuditEndpoint(Admin admin) {
        this.admin = admin;
    }

    CompletionStage<Reply> get(Call call) {
        int limit = limit(call.query("limit"));
        AuditFilter filter = new AuditFilter(call.query("route"), call.query("kind"), call.query("actor"));
        String after = call.query("after");
        return audits.next(() -> admin.control().audit(new AuditQuery(filter, after, limit)))
                .thenApply(audit -> audit.map(this::shown)
                        .orElseGet(() -> Problem.badFields(List.of(new BadConfig.Mistake(
                                "after", String.valueOf(after), "the id of a write, as 'next' has it")))));
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST) {
            throw new BadConfig(List.of(new BadConfig.Mistake("limit", text, "a whole number from 1 to " + MOST)));
        }
        return Integer.parseInt(text);
    }

    private Reply shown(Audit audit) {
        ObjectNode body = Json.object()
                .put("journal", audit.journal())
                .put("length", audit.length())
                .put("tip", audit.tip())
                .put("verified", audit.verified());
        ArrayNode entries = body.putArray("entries");
        Standing standing = new Standing(admin.control().state(), admin.clock().instant());
        audit.items().forEach(item -> entries.add(Recorded.of(item.record()).put("status", standing.word(item))));
        return Reply.ok(body.put("next", audit.next()));
    }
}
