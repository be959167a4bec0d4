/** Tests. */
@NullMarked
package dev.penstock.stats;

import org.jspecify.annotations.NullMarked;
