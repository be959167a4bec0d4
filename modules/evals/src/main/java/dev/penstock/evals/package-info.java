/** Hand-made cases, what is checked of answers to them, and what came of it: for two releases side by side. Pure. */
@NullMarked
package dev.penstock.evals;

import org.jspecify.annotations.NullMarked;
