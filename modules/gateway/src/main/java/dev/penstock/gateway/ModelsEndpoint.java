package dev.penstock.gateway;

import dev.penstock.admission.CallerKeys;
import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.Snapshot;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.json.JsonText;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routes that a caller may use, as the lists of models that the official clients know. One per event loop. */
final class ModelsEndpoint {
    private final Supplier<Snapshot> snapshots;
    private final CallerKeys keys;

    ModelsEndpoint(Supplier<Snapshot> snapshots, CallerKeys keys) {
        this.snapshots = snapshots;
        this.keys = keys;
    }

    /** {@code GET /v1/models}. */
    void list(HttpServerRequest http) {
        Dialect dialect = DataPlaneRouter.dialectOf(http);
        switch (keys.caller(CallerCredential.of(http))) {
            case Result.Refused<Optional<CallerKey>>(Refusal why) -> refuse(http, dialect, why);
            case Result.Ok<Optional<CallerKey>>(Optional<CallerKey> caller) ->
                answer(http, dialect, list(usable(caller), dialect));
        }
    }

    /** {@code GET /v1/models/{id}}. */
    void one(HttpServerRequest http, String name) {
        Dialect dialect = DataPlaneRouter.dialectOf(http);
        switch (keys.caller(CallerCredential.of(http))) {
            case Result.Refused<Optional<CallerKey>>(Refusal why) -> refuse(http, dialect, why);
            case Result.Ok<Optional<CallerKey>>(Optional<CallerKey> caller) -> {
                List<String> names = usable(caller);
                if (names.contains(name)) {
                    answer(http, dialect, one(name, dialect));
                } else {
                    refuse(http, dialect, UsableRoutes.unknown(name, snapshots.get(), caller));
                }
            }
        }
    }

    private List<String> usable(Optional<CallerKey> caller) {
        return UsableRoutes.of(snapshots.get(), caller);
    }

    private static void answer(HttpServerRequest http, Dialect dialect, String json) {
        new CallerAnswer(http, dialect).json(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void refuse(HttpServerRequest http, Dialect dialect, Refusal why) {
        new CallerAnswer(http, dialect).error(ErrorMapping.of(why), "", null, false, false);
    }

    private static String list(List<String> names, Dialect dialect) {
        StringBuilder json = new StringBuilder();
        json.append(dialect == Dialect.OPENAI ? "{\"object\":\"list\",\"data\":[" : "{\"data\":[");
        for (int i = 0; i < names.size(); i++) {
            json.append(i == 0 ? "" : ",").append(one(names.get(i), dialect));
        }
        json.append(']');
        if (dialect == Dialect.ANTHROPIC) {
            json.append(",\"has_more\":false,\"first_id\":");
            appendName(json, names.isEmpty() ? null : names.getFirst());
            json.append(",\"last_id\":");
            appendName(json, names.isEmpty() ? null : names.getLast());
        }
        return json.append('}').toString();
    }

    /** When a route was made is not known: the begin of time stands for it, because both dialects demand one. */
    private static String one(String name, Dialect dialect) {
        StringBuilder json = new StringBuilder("{\"id\":");
        appendName(json, name);
        switch (dialect) {
            case OPENAI -> json.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"penstock\"");
            case ANTHROPIC -> {
                json.append(",\"type\":\"model\",\"display_name\":");
                appendName(json, name);
                json.append(",\"created_at\":\"1970-01-01T00:00:00Z\"");
            }
        }
        return json.append('}').toString();
    }

    private static void appendName(StringBuilder json, @Nullable String name) {
        if (name == null) {
            json.append("null");
        } else {
            JsonText.appendQuoted(json, name);
        }
    }
}
