/** A receiver of OTLP over HTTP. */
@NullMarked
package dev.penstock.testkit.otlp;

import org.jspecify.annotations.NullMarked;
