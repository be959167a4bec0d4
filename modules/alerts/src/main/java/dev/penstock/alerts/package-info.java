/** What goes wrong without any request failing, told once while it lasts. Pure, but for the verticle. */
@NullMarked
package dev.penstock.alerts;

import org.jspecify.annotations.NullMarked;
