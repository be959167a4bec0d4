/** Tests of the words. */
@NullMarked
package dev.penstock.core;

import org.jspecify.annotations.NullMarked;
