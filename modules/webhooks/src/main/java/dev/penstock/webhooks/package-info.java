/**
 * Tells other systems what happens, until they have heard it: signed as the Standard Webhooks specification says. Pure,
 * but for the outbox and the verticle.
 */
@NullMarked
package dev.penstock.webhooks;

import org.jspecify.annotations.NullMarked;
