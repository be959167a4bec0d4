package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.healing.Change;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of targets: a request as one release has it asked.
 *
 * @param traceId names the answer where the provider does not
 * @param betaFeatures the features that the caller asks for by header, if any
 * @param change what is different from the first time that this target was asked
 * @param labels names in the request's metadata that Penstock itself reads
 */
record Ask(
        String traceId,
        Instant at,
        CallerRequest request,
        Rendering rendering,
        Release release,
        @Nullable String betaFeatures,
        @Nullable Change change,
        Set<String> labels) {}
