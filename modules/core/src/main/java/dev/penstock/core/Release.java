package dev.penstock.core;

import dev.penstock.core.config.Contract;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of a route: all that decides about an answer, with nothing left to look up.
 *
 * @param id the hash of its content: the same content has the same id on every node and at every time
 * @param route what the operator wrote
 * @param ladder its targets in order
 */
public record Release(
        String id,
        Route route,
        List<Rung> ladder,
        @Nullable Prompt prompt,
        @Nullable Contract contract) {
    /** How many hexadecimal digits of the hash make the id. */
    private static final int ID_DIGITS = 12;

    /** A target with its provider. */
    public record Rung(Target target, Provider provider) {}

    public Release {
        ladder = List.copyOf(ladder);
    }

    /** A release of a route, whose references the caller has resolved. */
    public static Release of(Route route, List<Rung> ladder, @Nullable Prompt prompt, @Nullable Contract contract) {
        String hash = Sha256.hex(canonical(route, ladder, prompt, contract));
        return new Release(hash.substring(0, ID_DIGITS), route, ladder, prompt, contract);
    }

    /**
     * The content as text: one form for one meaning, with a type tag and a version. Labels such as the purpose stay
     * out.
     */
    private static String canonical(
            Route route, List<Rung> ladder, @Nullable Prompt prompt, @Nullable Contract contract) {
        Canonical text = new Canonical("penstock.release.v1").put("route", route.name());
        for (Rung rung : ladder) {
            text.put("target", rung.target().name())
                    .put("provider", rung.provider().name())
                    .put("dialect", rung.provider().dialect().word())
                    .put("model", rung.target().model())
                    .put("default_max_tokens", rung.target().defaultMaxTokens())
                    .put("max_tokens_field", rung.provider().maxTokensField())
                    .put("stream_usage", rung.provider().streamUsage());
        }
        text.put("prompt", prompt == null ? null : prompt.contentHash())
                .put("contract", contract == null ? null : Sha256.hex(contract.schema()))
                .put("temperature", route.sampling().temperature())
                .put("top_p", route.sampling().topP())
                .put("seed", route.sampling().seed())
                .put("presence_penalty", route.sampling().presencePenalty())
                .put("frequency_penalty", route.sampling().frequencyPenalty())
                .put("reasoning_effort", route.sampling().reasoningEffort())
                .put("connect", route.deadlines().connect().toMillis())
                .put("first_token", route.deadlines().firstToken().toMillis())
                .put("between_tokens", route.deadlines().betweenTokens().toMillis())
                .put("total", route.deadlines().total().toMillis())
                .put("max_tokens", route.maxTokens())
                .put("concurrent_requests", route.concurrentRequests());
        if (route.tools() != null) {
            text.put("tools", route.tools().size());
            route.tools().stream().sorted().forEach(tool -> text.put("tool", tool));
        }
        return text.toString();
    }
}
