/**
 * Where control records live: in a journal on every node's disk, and in every node's memory. The only package that sees
 * Hazelcast and the journal's tables. What records mean is {@code dev.penstock.core.state}'s.
 */
@NullMarked
package dev.penstock.store;

import org.jspecify.annotations.NullMarked;
