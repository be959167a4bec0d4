/**
 * What tests of several modules share: the rules of the wire, written apart from the code that must keep them, and a
 * control plane in memory.
 */
@NullMarked
package dev.penstock.testkit;

import org.jspecify.annotations.NullMarked;
