/**
 * Which side of a split a request is on, and how many have been on each. A user stays on one side; a share that grows
 * draws users in and moves none out.
 */
@NullMarked
package dev.penstock.canary;

import org.jspecify.annotations.NullMarked;
