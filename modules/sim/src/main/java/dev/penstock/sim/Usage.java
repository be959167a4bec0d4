package dev.penstock.sim;

/**
 * The tokens of a request and its answer.
 *
 * @param prompt all tokens of the prompt
 * @param cacheRead of these, read from the prompt cache
 * @param cacheWritten of these, written to the prompt cache
 * @param completion all tokens of the answer
 * @param reasoning of these, spent on reasoning
 */
record Usage(int prompt, int cacheRead, int cacheWritten, int completion, int reasoning) {}
