/** Nodes in processes of their own, for tests of what happens when they die. */
@NullMarked
package dev.penstock.testkit.cluster;

import org.jspecify.annotations.NullMarked;
