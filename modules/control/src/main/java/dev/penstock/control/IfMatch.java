package dev.penstock.control;

import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Precondition;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code If-Match} of a write (RFC 9110, 13.1.1): an entity tag is the state's version, in quotes. */
final class IfMatch {
    private static final Pattern TAGS =
            Pattern.compile("\\s*(?:W/)?\"[\\x21\\x23-\\x7e]*\"\\s*(?:,\\s*(?:W/)?\"[\\x21\\x23-\\x7e]*\"\\s*)*");
    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e]*)\"");

    private IfMatch() {}

    /** What the header says. */
    sealed interface Read {
        /** It is there and can be read, or it is not there. */
        record Good(Precondition precondition) implements Read {}

        /** It cannot be read. */
        record Bad(Reply problem) implements Read {}
    }

    static String etag(ControlState state) {
        return "\"" + state.version() + "\"";
    }

    /** Reads a header; null where there is none. */
    static Read read(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return new Read.Good(new Precondition.None());
        }
        return TAGS.matcher(header).matches()
                ? new Read.Good(new Precondition.Version(versions(header)))
                : new Read.Bad(Problem.of(
                        400,
                        "Bad header",
                        "The header if-match is '" + header + "', expected the etag of an answer, like "
                                + etag(ControlState.EMPTY) + ", or *."));
    }

    /** A weak tag never matches. */
    private static Set<String> versions(String header) {
        Set<String> versions = new HashSet<>();
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group(1) == null) {
                versions.add(tags.group(2));
            }
        }
        return versions;
    }

    /** What is answered where something was decided since. */
    static Reply outdated(ControlState state) {
        return Problem.with(
                        412,
                        "Precondition failed",
                        "The etag is " + etag(state)
                                + ", and the header if-match has none like it: something was decided meanwhile."
                                + " This was not written.",
                        Json.object().put("revision", state.revision()))
                .at(state);
    }
}
