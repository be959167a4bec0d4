package dev.penstock.telemetry;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether what is sent is taken, said in the log when that changes and not each time. Safe for several threads. */
final class Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);

    /** The SDK's own log, which says the same for each sending; held here, for else its level would be forgotten. */
    private static final java.util.logging.Logger SDK_LOG = java.util.logging.Logger.getLogger("io.opentelemetry");

    private final URI endpoint;
    private final Map<String, Boolean> taken = new ConcurrentHashMap<>();

    Receiver(URI endpoint) {
        this.endpoint = endpoint;
        SDK_LOG.setLevel(java.util.logging.Level.OFF);
    }

    /** {@code what} was sent, in a word or two, and taken or not. */
    void told(String what, boolean now) {
        Boolean before = taken.put(what, now);
        if (!now && (before == null || before)) {
            LOG.warn("{} does not take {}; requests go on without", endpoint, what);
        } else if (now && before != null && !before) {
            LOG.info("{} takes {} again", endpoint, what);
        }
    }
}
