/** Tests of the configuration's records. */
@NullMarked
package dev.penstock.core.config;

import org.jspecify.annotations.NullMarked;
