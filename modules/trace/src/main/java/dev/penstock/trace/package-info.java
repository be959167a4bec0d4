/** What is kept and told of requests: the latest traces in memory, a log line each, metrics. */
@NullMarked
package dev.penstock.trace;

import org.jspecify.annotations.NullMarked;
