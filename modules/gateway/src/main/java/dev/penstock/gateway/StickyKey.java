package dev.penstock.gateway;

import dev.penstock.core.Dialect;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.state.Sticky;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Finds in a request what keeps its user on one side of a split. */
final class StickyKey {
    private StickyKey() {}

    /** The key, or null where the request has none. */
    static @Nullable String of(Sticky sticky, CallerRequest request, HttpServerRequest http) {
        String key = switch (sticky) {
            case Sticky.Header(String name) -> http.getHeader(name);
            case Sticky.Metadata(String name) -> request.metadata(name);
            case Sticky.User() ->
                request.endpoint().dialect() == Dialect.ANTHROPIC ? request.metadata("user_id") : user(request);
        };
        return key == null || key.isEmpty() ? null : key;
    }

    private static @Nullable String user(CallerRequest request) {
        Member user = request.body().find("user");
        return user == null || user.kind() != Kind.STRING
                ? null
                : request.body().at(user).string();
    }
}
