/** Tests. */
@NullMarked
package dev.penstock.canary;

import org.jspecify.annotations.NullMarked;
