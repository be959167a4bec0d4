/** A real database, for tests of what is kept in one. */
@NullMarked
package dev.penstock.testkit.postgres;

import org.jspecify.annotations.NullMarked;
