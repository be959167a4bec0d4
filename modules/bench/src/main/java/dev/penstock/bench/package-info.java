/** What single steps of the path cost. */
@NullMarked
package dev.penstock.bench;

import org.jspecify.annotations.NullMarked;
