/** What a failure is, and what to do about it: diagnosis, the ladder, the retry budget. Pure, but for the verticle. */
@NullMarked
package dev.penstock.healing;

import org.jspecify.annotations.NullMarked;
