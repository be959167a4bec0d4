package dev.penstock.control;

/** {@code /admin/v1/writes/{id}}: what became of a write whose answer did not say so. */
final class WriteEndpoint {
    private final Admin admin;

    WriteEndpoint(Admin admin) {
        this.admin = admin;
    }

    Reply get(Call call) {
        String id = call.path("id");
        return Reply.ok(Json.object()
                .put("id", id)
                .put("state", admin.control().writeState(id).word()));
    }
}
