/**
 * Rules of healing: what is done ahead of a failure, learned from requests that were healed or written by operators.
 */
@NullMarked
package dev.penstock.core.rule;

import org.jspecify.annotations.NullMarked;
