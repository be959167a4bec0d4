package dev.penstock.gateway;

import dev.penstock.core.Trace;
import org.jspecify.annotations.Nullable;

/**
 * How a copy ended.
 *
 * @param answer what its caller would have got; null where that is none, or was a stream
 */
record CopyEnd(Trace trace, byte @Nullable [] answer) {}
