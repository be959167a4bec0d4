@NullMarked
package dev.penstock.core.rule;

import org.jspecify.annotations.NullMarked;
