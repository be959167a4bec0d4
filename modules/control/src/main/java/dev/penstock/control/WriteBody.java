package dev.penstock.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.NearNames;
import dev.penstock.core.Share;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.Precondition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a write. Reads them one by one and notes what is wrong; {@link #done} then refuses all of it at once.
 * Where a value is wrong, its reader gives a placeholder that nobody sees.
 */
final class WriteBody {
    private static final String PLACEHOLDER = "?";
    private static final String SHARE = "percent from 0 to 100, as 5 or \"5%\"";
    /** What is wrong is quoted up to this many characters. */
    private static final int MOST_QUOTED = 200;

    private final ObjectNode fields;
    private final @Nullable String actorHeader;
    private final String principal;
    private final @Nullable Request request;
    private final Precondition precondition;
    /** What comes before the names of its fields where they are told. */
    private final String prefix;

    private final Set<String> known = new LinkedHashSet<>();
    private final List<WriteBody> inner = new ArrayList<>();
    private final List<BadConfig.Mistake> mistakes;

    /**
     * @param actorHeader who writes if no field says so
     * @param principal the name of the token that was shown
     * @param request what makes it known if it is sent again
     * @param precondition what it expects of the state
     */
    WriteBody(
            ObjectNode fields,
            @Nullable String actorHeader,
            String principal,
            @Nullable Request request,
            Precondition precondition) {
        this.fields = fields;
        this.actorHeader = actorHeader;
        this.principal = principal;
        this.request = request;
        this.precondition = precondition;
        this.prefix = "";
        this.mistakes = new ArrayList<>();
    }

    /** The fields of an object inside. */
    private WriteBody(ObjectNode fields, String prefix, WriteBody outer) {
        this.fields = fields;
        this.actorHeader = null;
        this.principal = outer.principal;
        this.request = null;
        this.precondition = outer.precondition;
        this.prefix = outer.prefix + prefix;
        this.mistakes = outer.mistakes;
        outer.inner.add(this);
    }

    /** Who wants this, and why. */
    private Author author() {
        String inBody = text("actor");
        String actor = inBody == null ? actorHeader : inBody;
        String reason = text("reason");
        if (actor == null && !fields.has("actor")) {
            mistakes.add(new BadConfig.Mistake(
                    "actor", Problem.MISSING, "who does this, in the body or in the header x-penstock-actor"));
        }
        if (reason == null && !fields.has("reason")) {
            mistakes.add(new BadConfig.Mistake("reason", Problem.MISSING, "why, in a sentence"));
        }
        Author placeholder = new Author(PLACEHOLDER, PLACEHOLDER);
        return noting(
                () -> new Author(
                        actor == null ? PLACEHOLDER : actor, reason == null ? PLACEHOLDER : reason, principal, request),
                placeholder);
    }

    /** The same with what the write expects. */
    Writer writer() {
        return new Writer(author(), precondition);
    }

    /** The same where nothing need be said. */
    Writer writerOr(Author otherwise) {
        known.add("actor");
        known.add("reason");
        return new Writer(fields.has("reason") ? author() : otherwise, precondition);
    }

    /** Whether it came with the header {@code Idempotency-Key}. */
    boolean isKeyed() {
        return request != null;
    }

    /** A field as it is; missing where there is none. */
    JsonNode json(String name) {
        JsonNode value = field(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    /** A text, or null where there is none. */
    @Nullable
    String text(String name) {
        JsonNode value = field(name);
        if (value == null || value.isTextual()) {
            return value == null ? null : value.textValue();
        }
        wrong(name, value, "a text");
        return null;
    }

    /** Whether a field is there, whatever it is. */
    boolean has(String name) {
        known.add(name);
        return fields.has(name);
    }

    /** An object's fields; null where there is none. What is wrong with them is noted here. */
    @Nullable
    WriteBody inner(String name) {
        JsonNode value = field(name);
        if (value == null || value.isObject()) {
            return value == null ? null : new WriteBody((ObjectNode) value, name + ".", this);
        }
        wrong(name, value, "an object");
        return null;
    }

    /** A list of objects, each with its fields; null where there is none. */
    @Nullable
    List<WriteBody> each(String name, String expected) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        List<WriteBody> bodies = new ArrayList<>();
        if (!value.isArray()) {
            wrong(name, value, expected);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            if (value.get(i).isObject()) {
                bodies.add(new WriteBody((ObjectNode) value.get(i), name + "[" + i + "].", this));
            } else {
                wrong(name + "[" + i + "]", value.get(i), "an object");
            }
        }
        return bodies;
    }

    /** Whether a field is a text. */
    boolean isText(String name) {
        JsonNode value = field(name);
        return value != null && value.isTextual();
    }

    /** Whether a field is an object. */
    boolean isObject(String name) {
        JsonNode value = field(name);
        return value != null && value.isObject();
    }

    /** A list of texts; null where there is none. */
    @Nullable
    List<String> texts(String name, String expected) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        if (!value.isArray()) {
            wrong(name, value, expected);
        }
        for (JsonNode item : value.isArray() ? value : Json.array()) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            } else {
                wrong(name, item, expected);
            }
        }
        return texts;
    }

    /** A truth value; false where there is none. */
    boolean flag(String name) {
        JsonNode value = field(name);
        if (value != null && !value.isBoolean()) {
            wrong(name, value, "true or false");
        }
        return value != null && value.booleanValue();
    }

    /** A whole number, both ends included; null where there is none. */
    @Nullable
    Integer whole(String name, int least, int most) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            wrong(name, value, "a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    /** A number of units, both ends included; null where there is none. */
    @Nullable
    Long units(String name, long least, long most) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            wrong(name, value, "a whole number from " + least + " to " + most);
            return least;
        }
        return value.longValue();
    }

    /** The share, in percent: a number, or a text such as {@code 5%}. */
    Share share() {
        JsonNode value = field("share");
        if (value == null) {
            missing("share", SHARE);
            return Share.NOTHING;
        }
        String text = value.isNumber() ? plain(value.decimalValue()) : value.isTextual() ? value.textValue() : "";
        String number =
                text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text;
        if (!number.matches("\\d{1,3}(\\.\\d{1,9})?")) {
            wrong("share", value, SHARE);
            return Share.NOTHING;
        }
        return noting(() -> Share.ofPercent(new BigDecimal(number)), Share.NOTHING);
    }

    /** A number as people write it; but 1e999999999, which would take all of the memory, as it is. */
    private static String plain(BigDecimal number) {
        return Math.abs(number.scale()) > 9 ? number.toString() : number.toPlainString();
    }

    /** An object, or a text that holds one, as text; null where there is none. */
    @Nullable
    String document(String name) {
        JsonNode value = field(name);
        if (value == null || value.isTextual()) {
            return value == null ? null : value.textValue();
        }
        if (!value.isObject()) {
            wrong(name, value, "an object");
        }
        return value.toString();
    }

    /** A release's id or number, as a text; null where there is none. */
    @Nullable
    String idOrNumber(String name) {
        return wordOrNumber(name, "a release's id or number");
    }

    /** A text or a number, as a text; null where there is none. */
    @Nullable
    String wordOrNumber(String name, String expected) {
        JsonNode value = field(name);
        if (value == null || value.isTextual() || value.isIntegralNumber()) {
            return value == null ? null : value.asText();
        }
        wrong(name, value, expected);
        return null;
    }

    /** Notes that a field must be there, and is not. */
    void missing(String name, String expected) {
        if (!fields.has(name)) {
            mistakes.add(new BadConfig.Mistake(prefix + name, Problem.MISSING, expected));
        }
    }

    /** Notes that a field is missing or wrong, unless that was noted. */
    void mistake(String name, String expected) {
        JsonNode value = field(name);
        if (mistakes.stream().anyMatch(mistake -> mistake.field().startsWith(prefix + name))) {
            return;
        }
        if (value == null) {
            missing(name, expected);
        } else {
            wrong(name, value, expected);
        }
    }

    void wrong(String name, Object value, String expected) {
        String quoted = value instanceof JsonNode node && node.isTextual() ? node.textValue() : value.toString();
        mistakes.add(new BadConfig.Mistake(
                prefix + name,
                quoted.length() > MOST_QUOTED ? quoted.substring(0, MOST_QUOTED) + "..." : quoted,
                expected));
    }

    /** Makes a value; what is wrong with it is noted, and the placeholder taken. */
    <T> T noting(Supplier<T> value, T placeholder) {
        try {
            return value.get();
        } catch (BadConfig bad) {
            bad.mistakes()
                    .forEach(mistake -> mistakes.add(
                            new BadConfig.Mistake(prefix + mistake.field(), mistake.value(), mistake.expected())));
            return placeholder;
        }
    }

    /**
     * Ends the reading.
     *
     * @throws BadConfig if something was wrong, or is there that nobody asked for
     */
    void done() {
        passedOver();
        if (!mistakes.isEmpty()) {
            throw new BadConfig(mistakes);
        }
    }

    private void passedOver() {
        for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                List<String> near = NearNames.near(name, known);
                wrong(
                        name,
                        "no field of this write",
                        near.isEmpty() ? "only " + String.join(", ", known) : "'" + near.getFirst() + "' perhaps");
            }
        }
        inner.forEach(WriteBody::passedOver);
    }

    private @Nullable JsonNode field(String name) {
        known.add(name);
        return fields.get(name);
    }
}
