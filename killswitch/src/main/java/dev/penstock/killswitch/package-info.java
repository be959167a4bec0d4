/**
 * Stops anything, everywhere, now. Kills come as control state and are compiled into a table that is looked at before
 * every attempt; what is under way is told of kills that cut.
 */
@NullMarked
package dev.penstock.killswitch;

import org.jspecify.annotations.NullMarked;
