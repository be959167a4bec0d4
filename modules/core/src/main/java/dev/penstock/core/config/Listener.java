package dev.penstock.core.config;

/**
 * An address to listen on.
 *
 * @param host a host name or address, IPv6 without brackets; 127.0.0.1 is reached from this machine only
 * @param port from 1 to 65535, or 0 for any free one
 */
public record Listener(String host, int port) {
    public static final Listener DATA = new Listener("127.0.0.1", 8080);
    public static final Listener ADMIN = new Listener("127.0.0.1", 8081);
    public static final Listener OPERATIONS = new Listener("127.0.0.1", 8082);

    public Listener {
        new Checks()
                .that(!host.isBlank(), "host", host, "a host name or address")
                .range("port", port, 0, 65_535)
                .done();
    }

    /** What to tell an operator whose address cannot be listened on. */
    public String cannotListen(Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        return "cannot listen on " + this + ": "
                + (why.contains("in use") ? "something else listens there already" : why);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
