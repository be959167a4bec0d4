/** Tests. */
@NullMarked
package dev.penstock.reviews;

import org.jspecify.annotations.NullMarked;
