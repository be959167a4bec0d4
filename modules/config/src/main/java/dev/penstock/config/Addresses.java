package dev.penstock.config;

import dev.penstock.core.config.Listener;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as operators write them: a host, IPv6 in brackets, and a port. */
final class Addresses {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:\\[\\]]+))(?::(\\d{1,5}))?");

    private Addresses() {}

    /** What {@code host:port} means; null if a text is none. */
    static @Nullable Listener parse(String text) {
        return parse(text, null);
    }

    /** The same, with a port for a text that says none. */
    static @Nullable Listener parse(String text, @Nullable Integer otherwise) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        Integer port = form.group(3) == null ? otherwise : Integer.valueOf(form.group(3));
        if (port == null || port > 65_535) {
            return null;
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return new Listener(host, port);
    }

    /** Whether it is every address of the machine. */
    static boolean isAny(Listener listener) {
        return List.of("0.0.0.0", "::").contains(listener.host());
    }

    /** Notes a mistake if two listeners cannot both listen. */
    static void refuseClash(Section section, String key, Listener later, String otherPath, Listener other) {
        boolean sameHost = later.host().equals(other.host()) || isAny(later) || isAny(other);
        if (later.port() != 0 && later.port() == other.port() && sameHost) {
            section.wrong(key, "the same address as " + otherPath + " (" + other + ")", "expected one of its own");
        }
    }
}
