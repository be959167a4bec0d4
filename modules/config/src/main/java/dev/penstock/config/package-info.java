/**
 * Reads a configuration directory and says either what it means or everything that is wrong with it.
 * {@link dev.penstock.config.ConfigLoader} is the way in; the records that come out live in
 * {@code dev.penstock.core.config}.
 */
@NullMarked
package dev.penstock.config;

import org.jspecify.annotations.NullMarked;
