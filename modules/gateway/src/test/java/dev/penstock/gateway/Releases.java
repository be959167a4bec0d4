package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Result;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Releases and requests to test with. */
final class Releases {
    static final Release.Rung OPENAI = rung("openai", Dialect.OPENAI, "gpt-x");
    static final Release.Rung ANTHROPIC = rung("anthropic", Dialect.ANTHROPIC, "claude-x");

    private Releases() {}

    static Release plain() {
        return release(Sampling.CALLERS, null, null, null);
    }

    static Release withPrompt(String template) {
        return release(Sampling.CALLERS, template, null, null);
    }

    static Release release(
            Sampling sampling, @Nullable String template, @Nullable Integer maxTokens, @Nullable Set<String> tools) {
        Route route = new Route(
                "support",
                "purpose",
                List.of("openai", "anthropic"),
                template == null ? null : "support@2",
                null,
                sampling,
                Deadlines.DEFAULT,
                tools,
                maxTokens,
                null,
                RouterPolicy.FIXED);
        Prompt prompt = template == null ? null : new Prompt("support", 2, new PromptTemplate(template));
        ReleaseContent content = new ReleaseContent(route, List.of(OPENAI.target(), ANTHROPIC.target()), prompt, null);
        return new Release(content.id(), content, List.of(OPENAI, ANTHROPIC));
    }

    /** As {@link #plain}, but for what its contract says beside the schema. */
    static Release withTerms(ContractTerms terms) {
        Route plain = plain().route();
        Route route = new Route(
                plain.name(),
                plain.purpose(),
                plain.targets(),
                null,
                null,
                plain.sampling(),
                plain.deadlines(),
                null,
                null,
                null,
                plain.router(),
                terms,
                plain.healing());
        ReleaseContent content = new ReleaseContent(route, plain().content().targets(), null, null);
        return new Release(content.id(), content, List.of(OPENAI, ANTHROPIC));
    }

    private static Release.Rung rung(String name, Dialect dialect, String model) {
        Provider provider = new Provider(
                name,
                dialect,
                URI.create("http://127.0.0.1:1/v1"),
                null,
                null,
                null,
                10,
                10,
                "max_completion_tokens",
                true);
        return new Release.Rung(new Target(name, name, model, null, 777, null), provider);
    }

    /** Single quotes for double ones, so that a body fits on a line. */
    static byte[] body(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }

    static CallerRequest chat(String body) {
        return ok(CallerRequest.read(Endpoint.CHAT_COMPLETIONS, body(body)));
    }

    static CallerRequest messages(String body) {
        return ok(CallerRequest.read(Endpoint.MESSAGES, body(body)));
    }

    static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Refused<T>(Refusal why) -> throw new AssertionError(why.message());
        };
    }

    static Refusal refusal(Result<?> result) {
        return switch (result) {
            case Result.Ok<?> good -> throw new AssertionError("not refused: " + good.value());
            case Result.Refused<?> refused -> refused.refusal();
        };
    }
}
