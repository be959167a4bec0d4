/** What operators and their machines call: the admin API, and the operations port with health and metrics. */
@NullMarked
package dev.penstock.control;

import org.jspecify.annotations.NullMarked;
