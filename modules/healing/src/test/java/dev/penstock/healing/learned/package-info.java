@NullMarked
package dev.penstock.healing.learned;

import org.jspecify.annotations.NullMarked;
