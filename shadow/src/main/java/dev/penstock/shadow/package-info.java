/**
 * Copies of live requests for a candidate whose answers nobody sees. They wait in a bounded queue, are sent from a
 * thread of their own, a few at once for each route, and are dropped and counted where there is no room or no time:
 * nobody ever waits for one.
 */
@NullMarked
package dev.penstock.shadow;

import org.jspecify.annotations.NullMarked;
