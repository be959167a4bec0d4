/** Tests. */
@NullMarked
package dev.penstock.healing;

import org.jspecify.annotations.NullMarked;
