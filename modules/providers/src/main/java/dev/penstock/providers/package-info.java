/** The dialects of LLM APIs: the neutral form of a chat to and from the wire. No policy, no IO. */
@NullMarked
package dev.penstock.providers;

import org.jspecify.annotations.NullMarked;
