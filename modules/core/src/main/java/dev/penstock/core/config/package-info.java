/** What an operator writes, as records that are checked when they are made; and what is compiled from it. */
@NullMarked
package dev.penstock.core.config;

import org.jspecify.annotations.NullMarked;
