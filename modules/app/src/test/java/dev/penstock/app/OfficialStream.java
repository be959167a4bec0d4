package dev.penstock.app;

import com.anthropic.models.messages.MessageCreateParams;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.concurrent.CountDownLatch;

/** A stream of an official client, which its application may close before its end. */
enum OfficialStream {
    OPENAI {
        @Override
        AutoCloseable begin(TestNode node, String route, CountDownLatch chunks) {
            var stream = node.openAi().chat().completions().createStreaming(openAi(route));
            stream.stream().limit(chunks.getCount()).forEach(_ -> chunks.countDown());
            return stream;
        }
    },
    OPENAI_ASYNC {
        @Override
        AutoCloseable begin(TestNode node, String route, CountDownLatch chunks) {
            var stream = node.openAi().async().chat().completions().createStreaming(openAi(route));
            stream.subscribe(_ -> chunks.countDown());
            return stream::close;
        }
    },
    ANTHROPIC {
        @Override
        AutoCloseable begin(TestNode node, String route, CountDownLatch chunks) {
            var stream = node.anthropic().messages().createStreaming(anthropic(route));
            stream.stream().limit(chunks.getCount()).forEach(_ -> chunks.countDown());
            return stream;
        }
    },
    ANTHROPIC_ASYNC {
        @Override
        AutoCloseable begin(TestNode node, String route, CountDownLatch chunks) {
            var stream = node.anthropic().async().messages().createStreaming(anthropic(route));
            stream.subscribe(_ -> chunks.countDown());
            return stream::close;
        }
    };

    /** Begins a stream and counts what comes of it. */
    abstract AutoCloseable begin(TestNode node, String route, CountDownLatch chunks);

    private static ChatCompletionCreateParams openAi(String route) {
        return ChatCompletionCreateParams.builder()
                .model(route)
                .addUserMessage("Hello")
                .build();
    }

    private static MessageCreateParams anthropic(String route) {
        return MessageCreateParams.builder()
                .model(route)
                .maxTokens(100_000)
                .addUserMessage("Hello")
                .build();
    }
}
