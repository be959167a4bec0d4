package dev.penstock.core.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the holder of a token may do on the admin plane. Each role may also do what those before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Writes what concerns traffic: kills, releases, canaries, shadows. */
    OPERATOR,
    /** Writes what concerns other people: triggers, policies, budgets, voters, conflicts, an override. */
    ADMIN;

    /** All words, as a message says what was expected. */
    public static final String EXPECTED =
            Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", ", "one of ", ""));

    /** The role of a word, if there is one. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is this role or one above. */
    public boolean mayDo(Role needed) {
        return compareTo(needed) >= 0;
    }
}
