/** Where traces are kept for longer than the latest, and how they are found again. */
@NullMarked
package dev.penstock.trace.store;

import org.jspecify.annotations.NullMarked;
