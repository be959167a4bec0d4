package dev.penstock.config;

import dev.penstock.core.config.Listener;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code listen:}. */
record Listeners(Listener data, Listener admin, Listener operations) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:\\[\\]]+)):(\\d{1,5})");
    private static final String EXPECTED = "host:port, like 127.0.0.1:8080 or \"[::1]:8080\", with a port up to 65535";

    static Listeners read(Section node) {
        Section listen = node.section("listen", Keys.LISTEN);
        if (listen == null) {
            return new Listeners(Listener.DATA, Listener.ADMIN, Listener.OPERATIONS);
        }
        Listener data = listener(listen, "data", Listener.DATA);
        Listener admin = listener(listen, "admin", Listener.ADMIN);
        Listener operations = listener(listen, "operations", Listener.OPERATIONS);
        refuseClash(listen, "admin", admin, "data", data);
        refuseClash(listen, "operations", operations, "data", data);
        refuseClash(listen, "operations", operations, "admin", admin);
        return new Listeners(data, admin, operations);
    }

    private static Listener listener(Section listen, String key, Listener otherwise) {
        String text = listen.text(key, EXPECTED);
        if (text == null) {
            return otherwise;
        }
        Listener listener = parse(text);
        if (listener == null) {
            listen.wrong(key, Shown.quoted(text), "expected " + EXPECTED);
            return otherwise;
        }
        return listener;
    }

    private static @Nullable Listener parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(3)) > 65_535) {
            return null;
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return new Listener(host, Integer.parseInt(form.group(3)));
    }

    private static void refuseClash(Section listen, String key, Listener later, String otherKey, Listener other) {
        boolean sameHost = later.host().equals(other.host()) || isAny(later) || isAny(other);
        if (later.port() != 0 && later.port() == other.port() && sameHost) {
            listen.wrong(key, "the same address as listen." + otherKey + " (" + other + ")", "expected one of its own");
        }
    }

    private static boolean isAny(Listener listener) {
        return List.of("0.0.0.0", "::").contains(listener.host());
    }

    /** Whether others than this machine reach the data plane. */
    boolean dataIsReachable() {
        return !List.of("127.0.0.1", "localhost", "::1").contains(data.host());
    }
}
