@NullMarked
package dev.penstock.trace.store;

import org.jspecify.annotations.NullMarked;
