package dev.penstock.reviews;

/** A review with all of its texts. */
public record FullReview(Review review, Story story) {}
