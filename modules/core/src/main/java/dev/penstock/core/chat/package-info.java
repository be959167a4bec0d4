/** The neutral form of a chat: what every dialect is read into and written from. */
@NullMarked
package dev.penstock.core.chat;

import org.jspecify.annotations.NullMarked;
