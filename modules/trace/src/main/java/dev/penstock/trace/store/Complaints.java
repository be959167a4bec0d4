package dev.penstock.trace.store;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of each bad file of traces once, however often it is opened. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** {@code what} is what cannot be done; says whether that is new. */
    boolean about(Path file, String what, Exception why) {
        boolean isNew = told.add(file + " " + what);
        if (isNew) {
            LOG.warn("{} {}: {}", file, what, why.getMessage());
        }
        return isNew;
    }
}
