package dev.penstock.sim;

/**
 * A request and the answer to it, to be put into a dialect.
 *
 * @param created when, in seconds since 1970
 */
record Exchange(ChatRequest request, Completion completion, Ids ids, long created) {}
