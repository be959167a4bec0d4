/** The program: command line, wiring and life-cycle. The one place that sees everything. */
@NullMarked
package dev.penstock.app;

import org.jspecify.annotations.NullMarked;
