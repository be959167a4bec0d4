@NullMarked
package dev.penstock.evals;

import org.jspecify.annotations.NullMarked;
