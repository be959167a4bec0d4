package dev.penstock.control;

import dev.penstock.core.config.AdminToken;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a request names in its path and its query. */
final class Call {
    private final RoutingContext context;

    Call(RoutingContext context) {
        this.context = context;
    }

    /** A part of the path, percent-decoded. */
    String path(String name) {
        return Objects.requireNonNull(context.pathParam(name));
    }

    /** Whose token was shown. */
    AdminToken holder() {
        return Access.holder(context);
    }

    @Nullable
    String query(String name) {
        return context.queryParams().get(name);
    }
}
