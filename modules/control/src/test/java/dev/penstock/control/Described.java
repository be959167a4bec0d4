package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Whether answers are as the description of the API says. */
final class Described {
    private static final JsonNode DOCUMENT = OpenApi.document();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();
    /** What answers everything that is no endpoint. */
    private static final String PROBLEM = "#/components/responses/Problem";

    private Described() {}

    /** Fails if an answer is not described by its path, method, status, content type and schema. */
    static void check(String method, String path, Operator.Answer answer) {
        JsonNode operation = operation(method, path.replaceFirst("\\?.*", ""));
        JsonNode response = operation == null
                ? DOCUMENT.at(PROBLEM.substring(1))
                : operation.path("responses").path(Integer.toString(answer.status()));
        String said = method + " " + path + " answered " + answer.status();
        if (operation == null) {
            assertThat(answer.status()).as(said).isIn(400, 401, 403, 404, 405, 415);
        }
        assertThat(response.isMissingNode())
                .as(said + ", which is not described")
                .isFalse();
        if (response.has("$ref")) {
            response = DOCUMENT.at(response.path("$ref").asText().substring(1));
        }
        JsonNode content = response.path("content").path(answer.contentType());
        assertThat(content.isMissingNode())
                .as(said + " as " + answer.contentType() + ", which is not described")
                .isFalse();
        assertThat(schema(content.path("schema")).validate(answer.body()))
                .as(said + ": " + answer.body())
                .isEmpty();
        if (response.path("headers").has("etag")) {
            String etag = String.join(", ", answer.headers().getOrDefault("etag", List.of()));
            assertThat(schema(DOCUMENT.at("/components/headers/etag/schema")).validate(TextNode.valueOf(etag)))
                    .as(said + " with the etag " + etag)
                    .isEmpty();
        }
    }

    /** The operations of a document, each as METHOD and path. */
    static List<String> operations() {
        return StreamSupport.stream(
                        ((Iterable<Map.Entry<String, JsonNode>>) DOCUMENT.path("paths")::fields).spliterator(), false)
                .flatMap(path -> names(path.getValue())
                        .filter(key -> !key.equals("parameters"))
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList();
    }

    /** An answer that is described. */
    record Outcome(String operation, String id, int status) {
        @Override
        public String toString() {
            return operation + " " + status;
        }
    }

    /** All answers of all operations. */
    static List<Outcome> outcomes() {
        return operations().stream()
                .flatMap(operation -> {
                    String[] parts = operation.split(" ", 2);
                    JsonNode said = DOCUMENT.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
                    return names(said.path("responses"))
                            .map(status -> new Outcome(
                                    operation, said.path("operationId").asText(), Integer.parseInt(status)));
                })
                .toList();
    }

    /** What the type of a problem may end with. */
    static List<String> problems() {
        JsonNode types = DOCUMENT.at("/components/schemas/Problem/properties/type/enum");
        return StreamSupport.stream(types.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Stream<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false);
    }

    private static @Nullable JsonNode operation(String method, String path) {
        return operations().stream()
                .filter(one -> one.startsWith(method + " "))
                .map(one -> one.substring(method.length() + 1))
                .filter(template -> path.matches(pattern(template)))
                .min(Comparator.comparingInt(template ->
                        template.length() - template.replace("{", "").length()))
                .map(template -> DOCUMENT.path("paths").path(template).path(method.toLowerCase(Locale.ROOT)))
                .orElse(null);
    }

    /** The key of a kill ends its path and may hold slashes. */
    private static String pattern(String template) {
        return template.replace("{key}", ".+").replaceAll("\\{\\w+}", "[^/]+");
    }

    private static Schema schema(JsonNode schema) {
        return READ.computeIfAbsent(schema.toString(), _ -> {
            ObjectNode whole = ((ObjectNode) schema).deepCopy();
            whole.set("components", DOCUMENT.path("components"));
            return SCHEMAS.getSchema(whole);
        });
    }
}
