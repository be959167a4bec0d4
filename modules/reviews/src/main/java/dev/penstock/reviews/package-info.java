/**
 * What people are asked to look at: escalated requests and proposed tool calls. Pure, but for the store and the
 * verticle.
 */
@NullMarked
package dev.penstock.reviews;

import org.jspecify.annotations.NullMarked;
