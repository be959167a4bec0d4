/** Reading JSON in place: a strict cursor over bytes, and edits that leave the rest of a document as it came. */
@NullMarked
package dev.penstock.core.json;

import org.jspecify.annotations.NullMarked;
