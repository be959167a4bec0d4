package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.penstock.core.config.Healing;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The official clients ask again twice by themselves, and so does Penstock: together they never ask more often than one
 * of them, however long a fault stays. What reached the provider is counted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientRetriesTest {
    /** What the clients do if nobody says otherwise. */
    private static final int CLIENTS_RETRIES = 2;

    private final TestNode node = TestNode.start(setup());
    private final OpenAIClient openAi = node.openAi(CLIENTS_RETRIES);
    private final AnthropicClient anthropic = node.anthropic(CLIENTS_RETRIES);

    @AfterAll
    void close() {
        node.close();
    }

    /** A fault, then how often one target and two are asked in all: by Penstock, or by the client where it does not. */
    static Stream<Arguments> faults() {
        return Stream.of(
                        List.of("rate-limit-ms@50", 2, 3),
                        List.of("server-error", 2, 4),
                        List.of("overloaded", 2, 4),
                        List.of("overloaded-gemini", 2, 4),
                        List.of("timeout", 2, 4),
                        List.of("reset", 2, 4),
                        List.of("silence", 3, 4),
                        List.of("quota", 1, 1),
                        List.of("authentication", 1, 2))
                .flatMap(row -> Stream.of(Caller.values())
                        .flatMap(caller -> Stream.of("openai", "anthropic")
                                .flatMap(provider -> Stream.of(1, 2)
                                        .map(targets -> Arguments.of(
                                                row.getFirst(), caller, provider, targets, row.get(targets))))));
    }

    @ParameterizedTest(name = "{0} to {1} from {2}, {3} targets")
    @MethodSource("faults")
    void theClientsRetriesAndOursAreNotMultiplied(
            String fault, Caller caller, String provider, int targets, int attempts) {
        String route = route(fault, caller, provider, targets);
        ThrowingCallable call = switch (caller) {
            case OPENAI ->
                () -> openAi.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model(route)
                                .addUserMessage("Hello")
                                .build());
            case ANTHROPIC ->
                () -> anthropic
                        .messages()
                        .create(MessageCreateParams.builder()
                                .model(route)
                                .maxTokens(100)
                                .addUserMessage("Hello")
                                .build());
        };
        assertThatThrownBy(call).isInstanceOfAny(OpenAIException.class, AnthropicException.class);
        assertThat(node.sim().log().stream()
                        .filter(attempt -> String.valueOf(attempt.model()).startsWith("sim-" + route + "-")))
                .hasSize(attempts);
    }

    private static Setup setup() {
        Setup setup = Setup.empty();
        faults().map(Arguments::get).forEach(row -> {
            String fault = (String) row[0];
            String provider = (String) row[2];
            String route = route(fault, (Caller) row[1], provider, (int) row[3]);
            String first = provider + "/sim-" + route + "-a!" + fault;
            String second = provider + "/sim-" + route + "-b!" + fault;
            setup.route(
                    route,
                    one -> one.deadlines(RecoveryRun.SHORT).healing(Healing.DEFAULT),
                    (int) row[3] == 1 ? new String[] {first} : new String[] {first, second});
        });
        return setup;
    }

    private static String route(String fault, Caller caller, String provider, int targets) {
        return "%s-%s-%s-%d"
                .formatted(fault.replace('@', '-'), caller.name().toLowerCase(Locale.ROOT), provider, targets);
    }
}
