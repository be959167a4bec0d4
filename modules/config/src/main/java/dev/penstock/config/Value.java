package dev.penstock.config;

import java.util.List;

/** What a file holds, with lines, before anybody knows what it should be. */
sealed interface Value {
    /** The line on which it begins, from 1. */
    int line();

    /** What it is, for messages. */
    String words();

    /** A map; a key may stand in it twice, which is for the reader to refuse. */
    record Mapping(int line, List<Entry> entries) implements Value {
        @Override
        public String words() {
            return "a map";
        }
    }

    /** A key with its own line, and what it maps to. */
    record Entry(String key, int line, Value value) {}

    record Items(int line, List<Value> values) implements Value {
        @Override
        public String words() {
            return "a list";
        }
    }

    /** A text, number or truth value; {@code text} as it stands in the file, so that 1.10 stays 1.10. */
    record Scalar(int line, String text, Kind kind) implements Value {
        @Override
        public String words() {
            return Shown.quoted(text);
        }
    }

    /** A key with nothing behind it, or a null. */
    record Nothing(int line) implements Value {
        @Override
        public String words() {
            return "empty";
        }
    }

    /** What a scalar looks like to its format. */
    enum Kind {
        TEXT,
        NUMBER,
        TRUTH
    }
}
