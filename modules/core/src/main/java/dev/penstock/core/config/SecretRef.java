package dev.penstock.core.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a secret is, never the secret itself: configuration holds references only. */
public sealed interface SecretRef {
    /** An environment variable of the node's process. */
    record Env(String name) implements SecretRef {
        @Override
        public String toString() {
            return "${env:" + name + "}";
        }
    }

    /** A file whose whole content, without white space at its ends, is the secret. */
    record File(String path) implements SecretRef {
        @Override
        public String toString() {
            return "${file:" + path + "}";
        }
    }

    /** What a reference looks like, for messages. */
    String EXPECTED = "a reference like ${env:NAME} or ${file:PATH}";

    Pattern FORM = Pattern.compile("\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)|file:([^}]+))}");

    /** The reference that a text makes, or null if it is none. */
    static @Nullable SecretRef parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return null;
        }
        return form.group(1) == null ? new File(form.group(2)) : new Env(form.group(1));
    }
}
