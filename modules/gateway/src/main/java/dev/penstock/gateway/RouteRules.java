package dev.penstock.gateway;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Route;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a route lets its callers ask for: its tools, and so many output tokens. */
final class RouteRules {
    private static final String[] MAX_TOKENS_FIELDS = {"max_tokens", "max_completion_tokens"};

    private RouteRules() {}

    /** The first thing in the request that the route does not allow, or null. */
    static @Nullable Refusal check(CallerRequest request, Route route) {
        if (!request.endpoint().isChat()) {
            return null;
        }
        Refusal tokens = route.maxTokens() == null ? null : checkTokens(request, route, route.maxTokens());
        if (tokens != null) {
            return tokens;
        }
        return route.tools() == null ? null : checkTools(request, route, route.tools());
    }

    private static @Nullable Refusal checkTokens(CallerRequest request, Route route, int limit) {
        for (String field : MAX_TOKENS_FIELDS) {
            Member member = request.body().find(field);
            if (member != null && member.kind() == Kind.NUMBER) {
                long asked = request.body().at(member).wholeNumber();
                if (asked > limit) {
                    return new Refusal.InvalidField(
                            field,
                            field + " is " + asked + ", expected at most " + limit + ": that is the limit of route '"
                                    + route.name() + "'.");
                }
            }
        }
        return null;
    }

    private static @Nullable Refusal checkTools(CallerRequest request, Route route, Set<String> allowed) {
        if (request.body().find("functions") != null) {
            return new Refusal.InvalidField(
                    "functions",
                    "functions is the old form of tools, expected tools: route '" + route.name()
                            + "' allows only its own.");
        }
        Member tools = request.body().find("tools");
        if (tools == null || tools.kind() != Kind.ARRAY) {
            return null;
        }
        JsonCursor cursor = request.body().at(tools);
        cursor.enterArray();
        for (int i = 0; cursor.nextElement(); i++) {
            List<String> names = ToolNames.read(cursor);
            if (names.isEmpty() || !allowed.containsAll(names)) {
                return new Refusal.InvalidField(
                        "tools[" + i + "]",
                        "tools[" + i + "] is '" + CallerText.shown(notAllowed(names, allowed))
                                + "', expected one of the tools of route '"
                                + route.name()
                                + "': "
                                + (allowed.isEmpty() ? "it has none" : String.join(", ", new TreeSet<>(allowed)))
                                + ".");
            }
        }
        return null;
    }

    /** Empty where a tool has no name at all. */
    private static String notAllowed(List<String> names, Set<String> allowed) {
        return names.stream()
                .filter(name -> !allowed.contains(name))
                .findFirst()
                .orElse("");
    }
}
