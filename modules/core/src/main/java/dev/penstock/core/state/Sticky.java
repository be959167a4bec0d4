package dev.penstock.core.state;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Checks;
import java.util.List;
import java.util.Locale;

/** Where the key stands that keeps a user, a session or a tenant on one side of a split. */
public sealed interface Sticky {
    /** What is expected of a sticky field in the API and on the command line. */
    String EXPECTED = "header:NAME, metadata.NAME or user";

    /** A header of the request, by its lower-case name. */
    record Header(String name) implements Sticky {
        public Header {
            name = name.toLowerCase(Locale.ROOT);
            new Checks()
                    .that(name.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,128}"), "sticky", "header:" + name, EXPECTED)
                    .done();
        }

        @Override
        public String word() {
            return "header:" + name;
        }
    }

    /** A field of the request's {@code metadata}. */
    record Metadata(String name) implements Sticky {
        public Metadata {
            new Checks()
                    .that(!name.isBlank() && name.length() <= 128, "sticky", "metadata." + name, EXPECTED)
                    .done();
        }

        @Override
        public String word() {
            return "metadata." + name;
        }
    }

    /** What the dialect has for the end user: {@code user} in OpenAI's, {@code metadata.user_id} in Anthropic's. */
    record User() implements Sticky {
        @Override
        public String word() {
            return "user";
        }
    }

    /** As it is written in the API, in records and on the command line. */
    String word();

    /**
     * Reads the written form.
     *
     * @throws BadConfig if it is none
     */
    static Sticky of(String word) {
        if (word.equals("user")) {
            return new User();
        }
        if (word.startsWith("header:")) {
            return new Header(word.substring("header:".length()));
        }
        if (word.startsWith("metadata.")) {
            return new Metadata(word.substring("metadata.".length()));
        }
        throw new BadConfig(List.of(new BadConfig.Mistake("sticky", word, EXPECTED)));
    }
}
