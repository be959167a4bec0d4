package dev.penstock.sim;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * Bytes to write after a wait.
 *
 * @param pause since the step before was due
 */
record Step(Buffer bytes, Duration pause) {}
