/**
 * The data plane: HTTP in, the way of a request, HTTP out. {@link dev.penstock.gateway.RequestPath} is the whole way
 * from top to bottom; the other files are its steps and the edges.
 */
@NullMarked
package dev.penstock.gateway;

import org.jspecify.annotations.NullMarked;
