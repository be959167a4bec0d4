package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.KillScope;

/** {@code /admin/v1/targets}: which targets fail or answer worse than usual, as the node that is asked finds them. */
final class TargetsEndpoint {
    private final Admin admin;

    TargetsEndpoint(Admin admin) {
        this.admin = admin;
    }

    Reply list(Call call) {
        ObjectNode body = Json.object().put("node", admin.config().node());
        ArrayNode targets = body.putArray("targets");
        for (String name : new KnownNames(admin.config(), admin.control().state()).of(KillScope.TARGET)) {
            Observed.Target seen = admin.observed().target(name);
            targets.addObject()
                    .put("target", name)
                    .put("breaker", seen.breaker())
                    .put("openings", seen.openings())
                    .put("degraded", seen.degraded());
        }
        return Reply.ok(body);
    }
}
