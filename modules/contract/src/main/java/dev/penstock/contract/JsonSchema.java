package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.penstock.core.config.BadConfig;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A compiled JSON Schema, of draft 2020-12 unless its {@code $schema} says draft-07. Formats are asserted. Nothing is
 * fetched: a reference leads into the schema itself or to the meta-schemas of the two drafts.
 */
final class JsonSchema {
    private static final String DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";
    private static final String DRAFT_07 = "http://json-schema.org/draft-07/schema";
    private static final Pattern META_SCHEMA = Pattern.compile(
            "http://json-schema\\.org/draft-07/schema|https://json-schema\\.org/draft/2020-12/(schema|meta/[a-z-]+)");

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(BoundedPattern::new)
            .build();

    private static final ExecutionConfig EXECUTION = ExecutionConfig.builder()
            .locale(CONFIG.getLocale())
            .formatAssertionsEnabled(CONFIG.getFormatAssertionsEnabled())
            .build();

    private static final List<Dialect> DIALECTS =
            List.of(dialect(Dialects.getDraft202012()), dialect(Dialects.getDraft7()));

    private static final Schema META_2020_12 = registry().getSchema(SchemaLocation.of(DRAFT_2020_12));
    private static final Schema META_07 = registry().getSchema(SchemaLocation.of(DRAFT_07 + "#"));

    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema.
     *
     * @throws BadConfig if it is none, or refers to something outside
     */
    static JsonSchema compile(String text) {
        JsonNode node = switch (JsonReader.read(text)) {
            case JsonReader.Read.Value(JsonNode value) -> Numbers.inOneForm(value);
            case JsonReader.Read.Broken(String problem) -> throw bad(problem, "JSON");
        };
        checkAgainstMetaSchema(node);
        try {
            Schema schema = registry().getSchema(node);
            schema.initializeValidators();
            return new JsonSchema(schema);
        } catch (Outside e) {
            throw bad("$ref to " + e.iri, "a reference into the schema itself, such as #/$defs/name");
        } catch (SchemaException | IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()), "a JSON Schema whose parts can be found and read");
        } catch (StackOverflowError e) {
            throw bad("nested too deep", "a JSON Schema of fewer levels");
        }
    }

    private static void checkAgainstMetaSchema(JsonNode node) {
        JsonNode draft = node.path("$schema");
        Schema meta =
                switch (draft.isMissingNode() ? DRAFT_2020_12 : draft.asText().replaceFirst("#$", "")) {
                    case DRAFT_2020_12 -> META_2020_12;
                    case DRAFT_07 -> META_07;
                    default -> throw bad("$schema " + draft, DRAFT_2020_12 + " or " + DRAFT_07 + "#");
                };
        List<Error> errors = meta.validate(node);
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            throw bad(
                    Shortened.to(200, String.valueOf(first.getInstanceNode())),
                    "a JSON Schema; at " + first.getInstanceLocation() + ": " + first.getMessage());
        }
    }

    private static BadConfig bad(String found, String expected) {
        return new BadConfig(List.of(new BadConfig.Mistake("schema", Shortened.to(250, found), expected)));
    }

    private static Dialect dialect(Dialect draft) {
        return Dialect.builder(draft).formats(Formats::choose).build();
    }

    /** One of its own for each schema, for a registry keeps what it has seen. */
    private static SchemaRegistry registry() {
        return SchemaRegistry.withDialects(
                DIALECTS,
                builder -> builder.defaultDialectId(DRAFT_2020_12)
                        .schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.allow(JsonSchema::isMetaSchema)));
    }

    private static boolean isMetaSchema(AbsoluteIri iri) {
        if (META_SCHEMA.matcher(iri.toString().replaceFirst("#$", "")).matches()) {
            return true;
        }
        throw new Outside(iri.toString());
    }

    private static final class Outside extends SchemaException {
        private static final long serialVersionUID = 1L;

        private final String iri;

        Outside(String iri) {
            super("nothing is fetched: " + iri);
            this.iri = iri;
        }
    }

    /**
     * What a value breaks; empty if nothing.
     *
     * @throws SchemaException if that cannot be told: a pattern or a schema that takes too many steps
     */
    List<Error> errors(JsonNode value) {
        try {
            BoundedExecution execution = new BoundedExecution(EXECUTION, value);
            return schema.validate(execution, Numbers.inOneForm(value), OutputFormat.DEFAULT);
        } catch (StackOverflowError e) {
            throw new SchemaException("the schema goes too deep on this value");
        }
    }
}
