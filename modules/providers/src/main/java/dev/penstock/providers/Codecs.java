package dev.penstock.providers;

import dev.penstock.core.Dialect;
import dev.penstock.providers.anthropic.AnthropicCodec;
import dev.penstock.providers.openai.OpenAiCodec;

/** The codec of each dialect. */
public final class Codecs {
    private static final Codec OPENAI = new OpenAiCodec();
    private static final Codec ANTHROPIC = new AnthropicCodec();

    private Codecs() {}

    public static Codec of(Dialect dialect) {
        return switch (dialect) {
            case OPENAI -> OPENAI;
            case ANTHROPIC -> ANTHROPIC;
        };
    }
}
