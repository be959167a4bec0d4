package dev.penstock.providers;

import dev.penstock.core.ApiError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error as a provider's body tells it.
 *
 * @param retryAfter how long the body asks to wait; null where it does not say
 */
public record ProviderError(ApiError error, @Nullable Duration retryAfter) {}
