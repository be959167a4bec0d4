package dev.penstock.config;

import dev.penstock.core.config.Listener;
import java.util.List;

/** Reads {@code listen:}. */
record Listeners(Listener data, Listener admin, Listener operations) {
    private static final String EXPECTED = "host:port, like 127.0.0.1:8080 or \"[::1]:8080\", with a port up to 65535";

    /** Stands for one that could not be read, and so clashes with none. */
    private static final Listener UNKNOWN = new Listener("127.0.0.1", 0);

    static Listeners read(Section node, Variables variables) {
        Section listen = node.section("listen", Keys.LISTEN);
        if (listen == null) {
            return new Listeners(Listener.DATA, Listener.ADMIN, Listener.OPERATIONS);
        }
        Listener data = listener(listen, variables, "data", Listener.DATA);
        Listener admin = listener(listen, variables, "admin", Listener.ADMIN);
        Listener operations = listener(listen, variables, "operations", Listener.OPERATIONS);
        Addresses.refuseClash(listen, "admin", admin, "listen.data", data);
        Addresses.refuseClash(listen, "operations", operations, "listen.data", data);
        Addresses.refuseClash(listen, "operations", operations, "listen.admin", admin);
        return new Listeners(data, admin, operations);
    }

    private static Listener listener(Section listen, Variables variables, String key, Listener otherwise) {
        if (!listen.has(key)) {
            return otherwise;
        }
        String text = variables.text(listen, key, EXPECTED);
        if (text == null) {
            return UNKNOWN;
        }
        Listener listener = Addresses.parse(text);
        if (listener == null) {
            listen.wrong(key, Shown.quoted(text), "expected " + EXPECTED);
            return UNKNOWN;
        }
        return listener;
    }

    /** Notes a mistake if something else is to listen where one of these does. */
    void refuseClash(Section section, String key, Listener other) {
        Addresses.refuseClash(section, key, other, "listen.data", data);
        Addresses.refuseClash(section, key, other, "listen.admin", admin);
        Addresses.refuseClash(section, key, other, "listen.operations", operations);
    }

    /** Whether others than this machine reach the data plane. */
    boolean dataIsReachable() {
        return !List.of("127.0.0.1", "localhost", "::1").contains(data.host());
    }
}
