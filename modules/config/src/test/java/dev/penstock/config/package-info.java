/** Tests of the reading of configurations. */
@NullMarked
package dev.penstock.config;

import org.jspecify.annotations.NullMarked;
