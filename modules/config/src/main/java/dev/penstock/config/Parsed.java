package dev.penstock.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What became of a text in YAML or JSON. */
sealed interface Parsed {
    /** It holds one document. */
    record Tree(Value value) implements Parsed {}

    /** There is nothing in it but white space and comments. */
    record Empty() implements Parsed {}

    /** It breaks its format's rules: the line from 1, or 0 where it is not known, and how. */
    record Broken(int line, String problem) implements Parsed {}

    int LONGEST_PROBLEM = 200;

    JsonFactory YAML = new YAMLFactory();

    JsonFactory JSON = new JsonFactory();

    JsonFactory STRICT_JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static Parsed yaml(String text) {
        return parse(YAML, text);
    }

    /** JSON that others wrote: a name may stand in a map twice. */
    static Parsed json(String text) {
        return parse(JSON, text);
    }

    /** JSON that is passed on as it is, so that nobody would see later that a name stands in a map twice. */
    static Parsed strictJson(String text) {
        return parse(STRICT_JSON, text);
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
            return broken(e);
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory could not be read", e);
        }
    }

    /** In YAML the parser's own words quote the line, which may hold a secret: its cause has them without. */
    private static Broken broken(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked
                && marked.getProblem() != null
                && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            String problem = firstLine(marked.getProblem()) + " (column " + (mark.getColumn() + 1) + ")";
            return new Broken(mark.getLine() + 1, problem);
        }
        JsonLocation location = e.getLocation();
        return new Broken(location == null ? 0 : Math.max(0, location.getLineNr()), firstLine(e.getOriginalMessage()));
    }

    private static String firstLine(String message) {
        return Shown.plain(message.lines().findFirst().orElse("no reason given"), LONGEST_PROBLEM);
    }
}
