/**
 * What is over, told to other people's systems: spans, metrics and events by OTLP. The only one to see OpenTelemetry.
 */
@NullMarked
package dev.penstock.telemetry;

import org.jspecify.annotations.NullMarked;
