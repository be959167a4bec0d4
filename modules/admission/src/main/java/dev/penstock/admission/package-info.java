/** Who may ask, and how much at once. */
@NullMarked
package dev.penstock.admission;

import org.jspecify.annotations.NullMarked;
