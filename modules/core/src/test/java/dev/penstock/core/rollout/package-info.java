/** Tests. */
@NullMarked
package dev.penstock.core.rollout;

import org.jspecify.annotations.NullMarked;
