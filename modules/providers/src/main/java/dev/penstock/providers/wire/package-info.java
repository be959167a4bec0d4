/** What the codecs share: JSON with paths, refusals from deep inside, event bytes, messages fit for callers. */
@NullMarked
package dev.penstock.providers.wire;

import org.jspecify.annotations.NullMarked;
