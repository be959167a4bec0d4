@NullMarked
package dev.penstock.core.state;

import org.jspecify.annotations.NullMarked;
