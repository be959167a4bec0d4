@NullMarked
package dev.penstock.control;

import org.jspecify.annotations.NullMarked;
