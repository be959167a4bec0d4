package dev.penstock.core.chat;

import org.jspecify.annotations.Nullable;

/**
 * The caller's wish that the provider caches the prompt up to here.
 *
 * @param ttl how long, in the dialect's own word such as {@code 5m} or {@code 1h}; null for the provider's default
 */
public record CacheMark(@Nullable String ttl) {}
