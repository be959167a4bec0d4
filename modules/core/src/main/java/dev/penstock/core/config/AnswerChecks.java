package dev.penstock.core.config;

import dev.penstock.core.Language;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must satisfy beside its schema.
 *
 * @param languages it is in one of these, by ISO 639-1; one whose language is not clear passes; null: not checked
 * @param maxChars it has at most this many characters (code points); null: not checked
 * @param citations it cites, as {@code [id]}, at least one of the request's context ids, and nothing else
 * @param plain it holds no HTML and no stack trace
 * @param tools each tool call names a tool of the request and has arguments that its schema allows
 */
public record AnswerChecks(
        @Nullable Set<String> languages, @Nullable Integer maxChars, boolean citations, boolean plain, boolean tools) {
    /** Nothing is checked. */
    public static final AnswerChecks NONE = new AnswerChecks(null, null, false, false, false);

    private static final int MOST_CHARS = 10_000_000;

    public AnswerChecks {
        languages = languages == null ? null : Set.copyOf(languages);
        Checks checks = new Checks();
        if (languages != null) {
            checks.that(!languages.isEmpty(), "languages", languages, "at least one language");
            for (String language : new TreeSet<>(languages)) {
                checks.that(
                        Language.known().contains(language),
                        "languages",
                        language,
                        "a language that can be told: one of " + String.join(", ", new TreeSet<>(Language.known())));
            }
        }
        if (maxChars != null) {
            checks.range("max_chars", maxChars, 1, MOST_CHARS);
        }
        checks.done();
    }
}
