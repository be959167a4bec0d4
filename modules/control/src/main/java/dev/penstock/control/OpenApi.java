package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /admin/openapi.json}: what the admin API is, for machines. It holds nothing secret and needs no token. */
final class OpenApi {
    static final String PATH = "/admin/openapi.json";

    private final Vertx vertx;
    private @Nullable Future<@Nullable Buffer> json;

    OpenApi(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The description, as OpenAPI 3.1 has it. */
    static JsonNode document() {
        try (InputStream yaml = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"))) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("the description of the admin API cannot be read", e);
        }
    }

    void get(RoutingContext context) {
        // Reading it takes longer than a start may, or an event loop.
        if (json == null) {
            json = vertx.executeBlocking(() -> Buffer.buffer(document().toPrettyString() + "\n"));
        }
        json.onSuccess(whole -> context.response()
                        .putHeader("content-type", "application/json")
                        .end(Objects.requireNonNull(whole)))
                .onFailure(context::fail);
    }
}
