package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Role;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TracePolicy;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.sim.Behaviour;
import dev.penstock.sim.Prefill;
import dev.penstock.sim.SimConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The demo's node: a few routes to simulated providers. */
final class Demo {
    static final String NODE = "demo";
    private static final String HOST = "127.0.0.1";

    /** The simulated providers take any key, but they want one. */
    static final Map<String, Secret> CREDENTIALS =
            Map.of("sim-openai", new Secret("sim-key"), "sim-anthropic", new Secret("sim-key"));

    /** What the answers of the route 'level' must satisfy. */
    private static final String LEVEL = """
        {"type": "object", "required": ["gate", "level"],
         "properties": {"gate": {"type": "string"}, "level": {"type": "integer"}}}
        """;

    /** Of simulated chats; a real route thinks twice. */
    private static final TraceTerms TEXTS = new TraceTerms(StoredText.FULL, List.of(), Duration.ofDays(1));

    private Demo() {}

    /** The configuration, with the data plane's port and that of the simulated providers. */
    static NodeConfig config(int port, int simPort, String keyHash, String tokenHash) {
        Price small = new Price(150_000, 75_000, 150_000, 600_000, null, "made up for the demo");
        Price large = new Price(3_000_000, 300_000, 3_750_000, 15_000_000, null, "made up for the demo");
        return new NodeConfig(
                NODE,
                new Listener(HOST, port),
                new Listener(HOST, port == 0 ? 0 : port + 1),
                new Listener(HOST, port == 0 ? 0 : port + 2),
                List.of(new AdminToken(AdminToken.SHARED, Role.ADMIN, tokenHash)),
                null,
                null,
                null,
                false,
                List.of(new CallerKey("demo-app", keyHash, null)),
                Limits.DEFAULT,
                TracePolicy.DEFAULT,
                Map.of(
                        "sim-openai",
                        provider("sim-openai", Dialect.OPENAI, simPort),
                        "sim-anthropic",
                        provider("sim-anthropic", Dialect.ANTHROPIC, simPort)),
                Map.of(
                        "small", target("small", "sim-openai", "sim-small", small),
                        "large", able("large", "sim-anthropic", "sim-large", large),
                        "broken", target("broken", "sim-openai", "sim-small!overloaded", small),
                        "cutting", target("cutting", "sim-openai", "sim-small!cut-stream@6", small),
                        "chatty", able("chatty", "sim-openai", "sim-small!fenced-json", small),
                        "strict", target("strict", "sim-openai", "sim-small!unsupported-parameter", small)),
                Map.of(),
                Map.of(),
                LearnPolicy.DEFAULT,
                Map.of(
                        "support@1",
                        new Prompt("support", 1, new PromptTemplate("You answer customers of {{shop}}. Be brief."))),
                Map.of("level", new Contract("level", LEVEL)),
                Map.of(
                        "assistant",
                                route("assistant", "Answers anything", List.of("small", "large"), null, null)
                                        .with(TEXTS),
                        "support",
                                route(
                                        "support",
                                        "Answers a shop's customers",
                                        List.of("large", "small"),
                                        "support@1",
                                        200),
                        "cut",
                                route(
                                        "cut",
                                        "Its first target cuts each stream",
                                        List.of("cutting", "large"),
                                        null,
                                        null),
                        "level", level(),
                        "strict",
                                route(
                                        "strict",
                                        "Its model rejects max_tokens, which nodes learn",
                                        List.of("strict"),
                                        null,
                                        null),
                        "pay",
                                route("pay", "Its tool calls wait for a person", List.of("small"), null, null)
                                        .with(new ReviewTerms(true, ReviewTerms.USUAL.keep())),
                        "legacy", route("legacy", "Is stopped by a kill", List.of("small"), null, null),
                        "shaky",
                                route(
                                                "shaky",
                                                "Shows a fail-over: its first target is always overloaded",
                                                List.of("broken", "large"),
                                                null,
                                                null)
                                        .with(TEXTS)));
    }

    /** The simulated providers: one model goes on with answers that are begun. */
    static SimConfig providers() {
        return SimConfig.usual().withModels(Map.of("sim-large", Behaviour.USUAL.withPrefill(Prefill.CONTINUES)));
    }

    private static Provider provider(String name, Dialect dialect, int simPort) {
        return new Provider(
                name,
                dialect,
                URI.create("http://" + HOST + ":" + simPort + "/v1"),
                null,
                null,
                null,
                Provider.DEFAULT_CONNECTIONS,
                Provider.DEFAULT_QUEUE,
                Provider.DEFAULT_MAX_TOKENS_FIELD,
                true);
    }

    private static Target target(String name, String provider, String model, Price price) {
        return new Target(name, provider, model, 128_000, Target.DEFAULT_MAX_TOKENS, price);
    }

    /** A target that can go on with an answer, and be asked for JSON. */
    private static Target able(String name, String provider, String model, Price price) {
        return new Target(name, provider, model, 128_000, Target.DEFAULT_MAX_TOKENS, true, true, price);
    }

    private static Route level() {
        return new Route(
                "level",
                "Answers with JSON that satisfies a contract",
                List.of("chatty"),
                null,
                "level",
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                RouterPolicy.FIXED);
    }

    private static Route route(
            String name, String purpose, List<String> targets, @Nullable String prompt, @Nullable Integer maxTokens) {
        return new Route(
                name,
                purpose,
                targets,
                prompt,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                maxTokens,
                null,
                RouterPolicy.FIXED);
    }

    /** Asks the demo's assistant something, as an application would. */
    static Future<String> ask(Vertx vertx, Node node, String key) {
        RequestOptions chat = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(HOST)
                .setPort(node.dataPort())
                .setURI("/v1/chat/completions")
                .addHeader("authorization", "Bearer " + key)
                .addHeader("content-type", "application/json");
        HttpClient client = vertx.createHttpClient();
        return client.request(chat)
                .compose(request -> request.send(
                        "{\"model\":\"assistant\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .compose(HttpClientResponse::body)
                .map(body -> body.toString(UTF_8))
                // Held until then: Vert.x closes a client that the garbage collector finds.
                .eventually(client::close);
    }

    /** What to try. */
    static String greeting(Node node, int simPort, String key, String token) {
        String data = "http://" + HOST + ":" + node.dataPort();
        String admin = "http://" + HOST + ":" + node.adminPort();
        String operations = "http://" + HOST + ":" + node.operationsPort();
        return """

            Penstock is ready, with simulated providers (no real model is asked).

              applications call   %1$s/v1          (OpenAI and Anthropic clients alike)
              operators call      %3$s
              health, metrics     %5$s/health/ready  %5$s/metrics
              simulated providers http://%6$s:%7$d/v1

              key for applications  %2$s
              token for operators   %4$s

            Routes: assistant (10 %% of its users are on a canary), support (a prompt with the variable 'shop'; 20 %% of its
            requests are copied to a shadow), shaky (its first target is always overloaded), cut (its first target cuts each
            stream), level (answers in JSON, by a contract), strict (its model rejects max_tokens), pay (its
            tool calls wait for a person), legacy (stopped by a kill).

            As an application:

            1. A chat; the headers say what was done and what it cost. Give x-user another name: who is on the canary stays:
               curl -i %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'x-user: ann' -H 'Content-Type: application/json' -d '{"model":"assistant","messages":[{"role":"user","content":"Hello"}]}'

            2. The same route as an Anthropic stream:
               curl -N %1$s/v1/messages -H 'x-api-key: %2$s' -H 'anthropic-version: 2023-06-01' -H 'Content-Type: application/json' -d '{"model":"assistant","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Hello"}]}'

            3. A prompt with a variable from the request's metadata:
               curl %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"support","metadata":{"shop":"Tulip Bikes"},"messages":[{"role":"user","content":"Do you repair brakes?"}]}'

            4. A fail-over, its whole story in sentences, and what a user thought of the answer:
               ID=$(curl -s -o /dev/null -D - %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"shaky","messages":[{"role":"user","content":"Hello"}]}' | tr -d '\r' | awk '/x-penstock-trace/ {print $2}')
               curl %1$s/v1/feedback -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d "{\\"trace\\":\\"$ID\\",\\"thumb\\":\\"up\\"}"
               ./penstock why $ID --admin %3$s --token %4$s
               curl %3$s/admin/v1/traces/$ID -H 'Authorization: Bearer %4$s'

            5. A stream that its provider cuts, and that another one goes on with, unseen; the trace tells how:
               curl -N %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"cut","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

            6. A contract: the model wraps its JSON in prose and a code fence, the caller gets the JSON:
               curl %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"level","messages":[{"role":"user","content":"How high is the water?"}]}'

            7. A model that rejects max_tokens: each request takes two attempts, and from the sixth on one, for nodes learn:
               for i in 1 2 3 4 5 6; do curl -s -o /dev/null -D - %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"strict","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}' | grep attempts; done

            8. A tool call that a person must approve: the caller gets a text, an operator decides, and the caller asks again:
               REVIEW=$(curl -s -o /dev/null -D - %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"pay","messages":[{"role":"user","content":"Please transfer 5 euros"}],"tools":[{"type":"function","function":{"name":"transfer","parameters":{"type":"object","properties":{"euros":{"type":"integer"}}}}}]}' | tr -d '\r' | awk '/x-penstock-review/ {print $2}')
               ./penstock reviews show $REVIEW --admin %3$s --token %4$s
               ./penstock reviews resolve $REVIEW edit --call 'transfer={"euros":5}' --reason 'as asked' --admin %3$s --token %4$s
               curl %1$s/v1/reviews/$REVIEW -H 'Authorization: Bearer %2$s'

            9. A route that is stopped says so in its own words:
               curl -i %1$s/v1/chat/completions -H 'Authorization: Bearer %2$s' -H 'Content-Type: application/json' -d '{"model":"legacy","messages":[{"role":"user","content":"Hello"}]}'

            As an operator, in another terminal:

               export PENSTOCK_ADMIN=%3$s PENSTOCK_TOKEN=%4$s
               ./penstock status
               ./penstock lift route legacy --reason 'they asked for it'
               ./penstock kill model sim-small --reason 'gives wrong answers'
               ./penstock canary assistant --share 50 --reason 'looks good'
               ./penstock rollback assistant --reason 'it did not'
               ./penstock shadow support
               ./penstock eval run --route support --release 2 --cases examples/evals/support.jsonl --min-cases 6 --reason 'is cheaper'
               ./penstock rollout start support --release 2 --sticky user --reason 'is cheaper'
               ./penstock rollout watch support --once
               ./penstock traces --outcome fallback
               ./penstock alerts
               curl -s "$PENSTOCK_ADMIN/admin/v1/audit?limit=3" -H "Authorization: Bearer $PENSTOCK_TOKEN"

            Stop with Ctrl-C. A line of JSON for each request follows.

            """.formatted(data, key, admin, token, operations, HOST, simPort);
    }
}
