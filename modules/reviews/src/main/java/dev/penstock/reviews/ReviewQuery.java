package dev.penstock.reviews;

import org.jspecify.annotations.Nullable;

/**
 * Which reviews are listed. What is null is any.
 *
 * @param limit how many, from 1
 * @param after the id of the last one of the page before
 */
public record ReviewQuery(
        @Nullable ReviewStatus status,
        @Nullable String route,
        @Nullable ReviewKind kind,
        int limit,
        @Nullable String after) {}
