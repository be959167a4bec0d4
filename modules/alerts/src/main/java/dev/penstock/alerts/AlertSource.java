package dev.penstock.alerts;

import java.time.Instant;
import java.util.List;

/** Whoever can say what is wrong. Asked once a second, on an event loop, so that it must be quick. */
@FunctionalInterface
public interface AlertSource {
    /** All that is wrong now. */
    List<Finding> findings(Instant now);
}
