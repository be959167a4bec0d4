/**
 * Rules that are applied ahead of a failure: learned from requests that were healed, or kept by operators. Pure, but
 * for the verticle.
 */
@NullMarked
package dev.penstock.healing.learned;

import org.jspecify.annotations.NullMarked;
