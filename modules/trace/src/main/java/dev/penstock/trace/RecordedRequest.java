package dev.penstock.trace;

import dev.penstock.core.RequestFacts;
import org.jspecify.annotations.Nullable;

/**
 * A request whose text was kept.
 *
 * @param trace the id of its trace
 * @param endpoint the path that was called
 * @param caller the name of the caller's key; null for nobody known
 * @param facts what else was noted of it
 * @param body what was asked, as JSON
 */
public record RecordedRequest(
        String trace, String endpoint, @Nullable String caller, RequestFacts facts, byte[] body) {}
