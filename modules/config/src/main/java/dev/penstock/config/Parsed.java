package dev.penstock.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What became of a text in YAML or JSON. */
sealed interface Parsed {
    /** It holds one document. */
    record Tree(Value value) implements Parsed {}

    /** There is nothing in it but white space and comments. */
    record Empty() implements Parsed {}

    /** It breaks its format's rules: the line from 1, or 0 where it is not known, and how. */
    record Broken(int line, String problem) implements Parsed {}

    JsonFactory YAML = new YAMLFactory();

    /** A name twice is an error here: nobody looks into a schema later on. */
    JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .build();

    static Parsed yaml(String text) {
        return parse(YAML, text);
    }

    static Parsed json(String text) {
        return parse(JSON, text);
    }

    private static Parsed parse(JsonFactory format, String text) {
        try (JsonParser parser = format.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new Empty();
            }
            Value value = new ValueReader(parser).read(first);
            return parser.nextToken() == null
                    ? new Tree(value)
                    : new Broken(parser.currentTokenLocation().getLineNr(), "a second document begins here");
        } catch (JsonProcessingException e) {
            return new Broken(line(e.getLocation()), problem(e));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory could not be read", e);
        }
    }

    private static int line(@Nullable JsonLocation location) {
        return location == null ? 0 : Math.max(0, location.getLineNr());
    }

    /** In YAML the parser's own words quote the line, which may hold a secret: its cause has them without. */
    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblem() != null) {
            int column = marked.getProblemMark() == null
                    ? 0
                    : marked.getProblemMark().getColumn() + 1;
            return firstLine(marked.getProblem()) + (column == 0 ? "" : " (column " + column + ")");
        }
        return firstLine(e.getOriginalMessage());
    }

    private static String firstLine(String message) {
        return Shown.plain(message.lines().findFirst().orElse("no reason given"));
    }
}
