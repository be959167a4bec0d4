package dev.penstock.control;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code If-Match} of a write (RFC 9110, 13.1.1): an entity tag is the revision, in quotes. */
final class IfMatch {
    private static final Pattern TAGS =
            Pattern.compile("\\s*(?:W/)?\"[\\x21\\x23-\\x7e]*\"\\s*(?:,\\s*(?:W/)?\"[\\x21\\x23-\\x7e]*\"\\s*)*");
    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e]*)\"");

    private IfMatch() {}

    static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Why a write must not be, at a revision; {@code header} is null where there is none. */
    static Optional<Reply> problem(@Nullable String header, long revision) {
        if (header == null || header.strip().equals("*")) {
            return Optional.empty();
        }
        if (!TAGS.matcher(header).matches()) {
            return Optional.of(Problem.of(
                    400,
                    "Bad header",
                    "The header if-match is '" + header + "', expected the etag of an answer, like " + etag(revision)
                            + ", or *."));
        }
        if (names(header, revision)) {
            return Optional.empty();
        }
        return Optional.of(Problem.with(
                        412,
                        "Precondition failed",
                        "The revision is " + revision + ", and the header if-match has " + header
                                + ": something was decided meanwhile. Nothing was written.",
                        Json.object().put("revision", revision))
                .at(revision));
    }

    /** A weak tag never matches. */
    private static boolean names(String header, long revision) {
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group(1) == null && tags.group(2).equals(Long.toString(revision))) {
                return true;
            }
        }
        return false;
    }
}
