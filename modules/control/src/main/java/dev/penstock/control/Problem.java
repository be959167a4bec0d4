package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.config.BadConfig;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Errors of the admin API, as RFC 9457 has them. */
final class Problem {
    /** The value of a field that is not there. */
    static final String MISSING = "missing";

    private static final String TYPE = "urn:penstock:problem:";

    private Problem() {}

    /** A problem; {@code detail} says what is wrong with this request. */
    static Reply of(int status, String title, String detail) {
        return with(status, title, detail, Json.object());
    }

    /** A problem with more members. */
    static Reply with(int status, String title, String detail, ObjectNode more) {
        ObjectNode problem = Json.object()
                .put("type", TYPE + title.toLowerCase(Locale.ROOT).replace(' ', '-'))
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        problem.setAll(more);
        return new Reply(status, "application/problem+json", problem, null);
    }

    /** Values that cannot be, each by its field. */
    static Reply badFields(List<BadConfig.Mistake> mistakes) {
        ObjectNode more = Json.object();
        ArrayNode errors = more.putArray("errors");
        mistakes.forEach(mistake -> errors.addObject()
                .put("field", mistake.field())
                .put("value", mistake.value())
                .put("expected", mistake.expected()));
        String detail = mistakes.stream().map(Problem::sentence).collect(Collectors.joining("; ", "", "."));
        return with(400, "Bad fields", detail, more);
    }

    private static String sentence(BadConfig.Mistake mistake) {
        String value = mistake.value().equals(MISSING) ? MISSING : "'" + mistake.value() + "'";
        return mistake.field() + " is " + value + ", expected " + mistake.expected();
    }

    /** A field that must be there, as things stand. */
    static Reply missing(String field, String expected) {
        return badFields(List.of(new BadConfig.Mistake(field, MISSING, expected)));
    }
}
