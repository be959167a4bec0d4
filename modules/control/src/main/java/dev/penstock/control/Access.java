package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Sha256;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Role;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who calls, by the bearer token that every request must show, and what they may do. */
final class Access {
    private static final String BEARER = "bearer ";
    private static final String HOLDER = "penstock.holder";

    private final List<AdminToken> tokens;

    Access(List<AdminToken> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /** Lets nobody by whose token is not known. */
    void authenticate(RoutingContext context) {
        String authorization = Objects.requireNonNullElse(context.request().getHeader("authorization"), "");
        boolean bearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bearer ? authorization.substring(BEARER.length()).strip() : "";
        AdminToken holder = token.isEmpty() ? null : of(token);
        if (holder != null) {
            context.put(HOLDER, holder);
            context.next();
            return;
        }
        context.response().putHeader("www-authenticate", "Bearer");
        Problem.of(
                        401,
                        "Not authenticated",
                        token.isEmpty()
                                ? "No token was sent, expected the operators' token as 'Authorization: Bearer TOKEN'."
                                : "The token is none of those whose hashes are configured under admin.")
                .send(context.response());
    }

    /** Whose token a request has shown. */
    static AdminToken holder(RoutingContext context) {
        return Objects.requireNonNull(context.get(HOLDER), "asked before the token was looked at");
    }

    /** Lets nobody by whose role does not do. */
    static Handler<RoutingContext> needs(Role needed) {
        return context -> {
            AdminToken holder = holder(context);
            if (holder.role().mayDo(needed)) {
                context.next();
                return;
            }
            tooLow(holder, context.request().method() + " " + context.request().path(), needed)
                    .send(context.response());
        };
    }

    /** What is answered to whoever may not do something. */
    static Reply tooLow(AdminToken holder, String deed, Role needed) {
        return Problem.with(
                403,
                "Role too low",
                "Token '" + holder.name() + "' has the role " + holder.role().word() + "; " + deed + " needs "
                        + needed.word() + ".",
                Json.object().put("role", holder.role().word()).put("needed", needed.word()));
    }

    /** Looks at all of them, so that the time that it takes tells nothing. */
    private @Nullable AdminToken of(String shown) {
        byte[] hash = ("sha256:" + Sha256.hex(shown)).getBytes(UTF_8);
        AdminToken found = null;
        for (AdminToken token : tokens) {
            if (MessageDigest.isEqual(token.hash().getBytes(UTF_8), hash)) {
                found = token;
            }
        }
        return found;
    }
}
