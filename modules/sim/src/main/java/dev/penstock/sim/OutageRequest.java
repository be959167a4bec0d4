package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of {@code POST /sim/outage}.
 *
 * @param seconds after which it is over, 1 to 3,600; 0 for one that lasts until it is ended
 */
record OutageRequest(Outage outage, int seconds) {
    private static final int LONGEST = 3_600;

    /** Throws {@link IllegalArgumentException}, whose message names the field, the value and what was expected. */
    static OutageRequest read(@Nullable JsonNode body) {
        String word = body == null ? "" : body.path("outage").asText();
        Optional<Outage> named = Arrays.stream(Outage.values())
                .filter(one -> one.word().equals(word))
                .findFirst();
        if (body == null || named.isEmpty()) {
            throw new IllegalArgumentException("outage is '%s', expected none, refused or silent".formatted(word));
        }
        int seconds = body.path("seconds").asInt(0);
        int least = named.get() == Outage.REFUSED ? 1 : 0;
        if (seconds < least || seconds > LONGEST) {
            throw new IllegalArgumentException("seconds is %s, expected %d to %d%s"
                    .formatted(
                            body.path("seconds"),
                            least,
                            LONGEST,
                            least == 0 ? "" : ": nobody can end it over HTTP meanwhile"));
        }
        return new OutageRequest(named.get(), seconds);
    }
}
