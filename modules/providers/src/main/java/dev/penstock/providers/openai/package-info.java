/** OpenAI's Chat Completions, as OpenAI and the many compatible providers speak it. */
@NullMarked
package dev.penstock.providers.openai;

import org.jspecify.annotations.NullMarked;
