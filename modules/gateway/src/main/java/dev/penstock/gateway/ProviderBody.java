package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.Result;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.core.json.JsonText;
import dev.penstock.healing.Change;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Outbound;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body that goes to a target: the caller's own bytes with what the release changes spliced in, or, for a target
 * that speaks another dialect, the same request written anew.
 */
final class ProviderBody {
    private static final byte[] INCLUDE_USAGE = "{\"include_usage\":true}".getBytes(UTF_8);

    /** What a release sets besides its prompt: a few short members. */
    private static final int MOST_SET_BYTES = 4 << 10;
    /** A prompt in quotes, as a member, and as bytes. */
    private static final int PROMPT_COPIES = 3;

    private ProviderBody() {}

    /** The bytes of memory that making the body for one rung of the ladder takes, the body included. */
    static long bytesToMake(Ask ask, Release.Rung rung) {
        byte[] callers = ask.request().body().bytes();
        long spliced = callers.length + PROMPT_COPIES * ask.rendering().bytes() + MOST_SET_BYTES;
        long changed = ask.rules().isEmpty() ? spliced : 2 * spliced;
        return rung.provider().dialect() == ask.request().endpoint().dialect()
                ? changed
                : changed + Translation.bytes(callers);
    }

    /**
     * The body for one rung of the release's ladder; refuses what its dialect cannot express, naming the caller's
     * field.
     */
    static Result<byte[]> of(Ask ask, Release.Rung rung, Set<String> stoppedTools) {
        CallerRequest request = ask.request();
        JsonSplice splice = new JsonSplice(request.body());
        ask.rendering()
                .applyTo(
                        splice,
                        request,
                        unsaid(
                                ask.labels(),
                                request.endpoint().dialect(),
                                rung.provider().dialect()),
                        last(ask));
        ask.rendering().toolResults().label(splice, rung.provider().dialect());
        if (ask.change() instanceof Change.Note note && note.narrow()) {
            Narrowed.apply(splice, request);
        }
        StoppedTools.takeOut(splice, request.body(), stoppedTools);
        if (rung.provider().dialect() == request.endpoint().dialect()) {
            apply(splice, request.body(), ask, rung);
            return Result.ok(splice.bytes());
        }
        if (!request.endpoint().isChat()) {
            return Result.refused(new Refusal.InvalidField(
                    "model",
                    "model is '" + request.model() + "', expected a route with embeddings: its target '"
                            + rung.target().name() + "' has none."));
        }
        return switch (Codecs.of(request.endpoint().dialect()).readRequest(splice.bytes())) {
            case Result.Refused<ChatRequest>(Refusal why) -> Result.refused(why);
            case Result.Ok<ChatRequest>(ChatRequest chat) -> translated(chat, ask, rung);
        };
    }

    /** The message that comes after those of the caller, if one does. */
    private static @Nullable String last(Ask ask) {
        return switch (ask.change()) {
            case Change.Note note -> Rendering.message("user", note.text());
            case Change.Continue() -> Rendering.message("assistant", ask.begun());
            case Change.Restart _, Change.Rename _, Change.MoreTokens _, Change.FewerTokens _ -> null;
            case null -> null;
        };
    }

    /** The labels that go no further: only OpenAI's metadata takes any, and Anthropic's one is for the user. */
    private static Set<String> unsaid(Set<String> labels, Dialect caller, Dialect target) {
        if (labels.isEmpty() || (caller == Dialect.OPENAI && target == Dialect.OPENAI)) {
            return Set.of();
        }
        if (caller == Dialect.OPENAI || !labels.contains("user_id")) {
            return labels;
        }
        Set<String> others = new HashSet<>(labels);
        others.remove("user_id");
        return others;
    }

    private static Result<byte[]> translated(ChatRequest chat, Ask ask, Release.Rung rung) {
        Route route = ask.release().route();
        Provider provider = rung.provider();
        Outbound outbound = new Outbound(
                rung.target().model(),
                provider.maxTokensField().equals("max_tokens")
                        ? Outbound.MaxTokensField.MAX_TOKENS
                        : Outbound.MaxTokensField.MAX_COMPLETION_TOKENS,
                route.maxTokens() == null ? rung.target().defaultMaxTokens() : route.maxTokens(),
                provider.streamUsage());
        return switch (Codecs.of(provider.dialect()).writeRequest(chat, outbound)) {
            case Result.Refused<byte[]> refused -> refused;
            case Result.Ok<byte[]>(byte[] bytes) -> {
                JsonObjectIndex body = new JsonObjectIndex(bytes);
                JsonSplice splice = new JsonSplice(body);
                apply(splice, body, ask, rung);
                yield Result.ok(splice.bytes());
            }
        };
    }

    /** What the release says, in the words of the target's dialect. */
    private static void apply(JsonSplice splice, JsonObjectIndex body, Ask ask, Release.Rung rung) {
        CallerRequest request = ask.request();
        Route route = ask.release().route();
        splice.set("model", JsonText.quote(rung.target().model()));
        if (!request.endpoint().isChat()) {
            return;
        }
        Sampling sampling = route.sampling();
        set(splice, "temperature", sampling.temperature());
        set(splice, "top_p", sampling.topP());
        set(splice, "seed", sampling.seed());
        set(splice, "presence_penalty", sampling.presencePenalty());
        set(splice, "frequency_penalty", sampling.frequencyPenalty());
        if (sampling.reasoningEffort() != null) {
            splice.set("reasoning_effort", JsonText.quote(sampling.reasoningEffort()));
        }
        if (route.maxTokens() != null && !says(body, "max_tokens") && !says(body, "max_completion_tokens")) {
            boolean anthropic = rung.provider().dialect() == Dialect.ANTHROPIC;
            set(splice, anthropic ? "max_tokens" : rung.provider().maxTokensField(), route.maxTokens());
        }
        if (request.stream()
                && rung.provider().dialect() == Dialect.OPENAI
                && rung.provider().streamUsage()
                && !request.usageAsked()) {
            askForUsage(splice, body);
        }
        if (asksForSchema(ask.release(), rung)) {
            askForSchema(splice, body, ask.release().contract(), rung.provider().dialect());
        }
        switch (ask.change()) {
            case Change.Rename(String name, String instead) -> rename(splice, body, name, instead);
            case Change.MoreTokens() -> doubleTokens(splice, body);
            case Change.FewerTokens(long most) -> limitTokens(splice, body, most, rung.provider());
            case Change.Note _, Change.Continue _, Change.Restart _ -> {}
            case null -> {}
        }
    }

    /** Whether a target is told of the contract in its dialect's own words. */
    static boolean asksForSchema(Release release, Release.Rung rung) {
        return release.contract() != null && rung.target().jsonSchema();
    }

    /** A caller who asks for a format gets that one; the contract is held against the answer all the same. */
    private static void askForSchema(
            JsonSplice splice, JsonObjectIndex body, @Nullable Contract contract, Dialect dialect) {
        if (contract == null) {
            return;
        }
        String schema = contract.schema().strip();
        switch (dialect) {
            case OPENAI -> {
                if (!says(body, "response_format")) {
                    String name = contract.name().replaceAll("[^A-Za-z0-9_-]", "_");
                    splice.set(
                            "response_format",
                            ("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"" + name + "\",\"schema\":" + schema
                                            + "}}")
                                    .getBytes(UTF_8));
                }
            }
            case ANTHROPIC -> {
                if (!says(body, "output_config")) {
                    splice.set(
                            "output_config",
                            ("{\"format\":{\"type\":\"json_schema\",\"schema\":" + schema + "}}").getBytes(UTF_8));
                }
            }
        }
    }

    private static void rename(JsonSplice splice, JsonObjectIndex body, String name, String instead) {
        Member member = body.find(name);
        splice.remove(name);
        if (member != null && !says(body, instead)) {
            splice.set(instead, body.at(member).copy());
        }
    }

    private static void doubleTokens(JsonSplice splice, JsonObjectIndex body) {
        for (String name : new String[] {"max_tokens", "max_completion_tokens"}) {
            Member member = body.find(name);
            if (member != null && member.kind() == Kind.NUMBER) {
                set(splice, name, 2 * body.at(member).wholeNumber());
            }
        }
    }

    /** What the caller says is never raised; where nothing is said, the provider's own limit was too high. */
    private static void limitTokens(JsonSplice splice, JsonObjectIndex body, long most, Provider provider) {
        boolean said = false;
        for (String name : new String[] {"max_tokens", "max_completion_tokens"}) {
            Member member = body.find(name);
            if (member != null && member.kind() == Kind.NUMBER) {
                set(splice, name, Math.min(most, body.at(member).wholeNumber()));
                said = true;
            }
        }
        if (!said) {
            set(splice, provider.dialect() == Dialect.ANTHROPIC ? "max_tokens" : provider.maxTokensField(), most);
        }
    }

    /** Whether the caller says something there: null is nothing. */
    private static boolean says(JsonObjectIndex body, String name) {
        Member member = body.find(name);
        return member != null && member.kind() != Kind.NULL;
    }

    private static void askForUsage(JsonSplice splice, JsonObjectIndex body) {
        Member options = body.find("stream_options");
        if (options == null || options.kind() != Kind.OBJECT) {
            splice.set("stream_options", INCLUDE_USAGE);
            return;
        }
        JsonSplice changed = new JsonSplice(new JsonObjectIndex(body.at(options).copy()));
        changed.set("include_usage", "true".getBytes(UTF_8));
        splice.set("stream_options", changed.bytes());
    }

    private static void set(JsonSplice splice, String name, @Nullable Number value) {
        if (value != null) {
            splice.set(name, value.toString().getBytes(UTF_8));
        }
    }
}
