package dev.penstock.canary;

/**
 * A node from its start to its end: who starts again begins to count again.
 *
 * @param node its name
 * @param life what no other start of it has
 */
record Life(String node, String life) {}
