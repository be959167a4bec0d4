/** Tests. */
@NullMarked
package dev.penstock.killswitch;

import org.jspecify.annotations.NullMarked;
