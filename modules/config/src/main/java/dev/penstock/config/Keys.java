package dev.penstock.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key that a configuration can have. What is not here is refused as unknown. */
final class Keys {
    /** Of a map whose keys are names. */
    static final List<String> NAMES = List.of();

    static final List<String> NODE = List.of(
            "node",
            "listen",
            "admin",
            "cluster",
            "data_dir",
            "database",
            "open",
            "keys",
            "limits",
            "traces",
            "learn",
            "webhooks",
            "rollouts",
            "telemetry",
            "providers",
            "targets",
            "prices");
    static final List<String> LISTEN = List.of("data", "admin", "operations");
    static final List<String> ADMIN = List.of("token_hash", "tokens");
    static final List<String> TOKEN = List.of("name", "role", "hash");
    static final List<String> CLUSTER =
            List.of("name", "bind", "event_bus", "join", "kubernetes_service", "voters", "keys");
    static final List<String> DATABASE = List.of("url", "user", "password");
    static final List<String> KEY = List.of("name", "hash", "routes");
    static final List<String> LIMITS = List.of(
            "body_bytes",
            "header_bytes",
            "concurrent_requests",
            "answer_bytes",
            "buffered_bytes",
            "body_timeout",
            "idle_timeout",
            "stop_grace");
    static final List<String> PROVIDER = List.of(
            "dialect",
            "base_url",
            "credential",
            "proxy",
            "ca",
            "connections",
            "queue",
            "max_tokens_field",
            "stream_usage",
            "trace_context");
    static final List<String> TARGET = List.of(
            "provider",
            "model",
            "context_window",
            "default_max_tokens",
            "prefill",
            "json_schema",
            "price",
            "breaker",
            "retry_budget");
    static final List<String> BREAKER =
            List.of("enabled", "volume", "window", "failure_share", "open_for", "slow_factor");
    static final List<String> WEBHOOK = List.of("name", "url", "secret", "events", "proxy", "ca");
    static final List<String> ROLLOUT = List.of("stages", "guardrails", "alpha", "beta", "horizon", "quiet");
    static final List<String> STAGE =
            List.of("kind", "share", "requests", "time", "deadline", "margin", "tolerance", "exposure", "gate");
    static final List<String> EXPOSURE = List.of("requests", "bad", "microdollars");
    static final List<String> GATE = List.of("webhook");
    static final List<String> GUARDRAIL = List.of("kind", "label", "limit", "weight", "tolerated", "margin");
    static final List<String> QUIET = List.of("from", "to", "zone");
    static final List<String> LEARN = List.of("after", "for");
    static final List<String> TELEMETRY = List.of("endpoint", "headers", "service_name", "sample", "interval", "ca");
    static final List<String> TRACES = List.of("latest", "store", "retention", "max_bytes");
    static final List<String> PRICE = List.of("input", "cached_input", "cache_write", "output", "as_of", "source");
    static final List<String> PRICES = List.of("file");
    static final List<String> ROUTE = List.of(
            "route",
            "purpose",
            "targets",
            "prompt",
            "contract",
            "sampling",
            "deadlines",
            "tools",
            "max_tokens",
            "limits",
            "router",
            "healing",
            "risk",
            "reviews",
            "traces");
    static final List<String> CONTRACT =
            List.of("schema", "checks", "repair", "retries", "otherwise", "tool_results", "stream", "narrow");
    static final List<String> CHECKS = List.of("languages", "max_chars", "citations", "plain", "tools");
    static final List<String> OTHERWISE = List.of("clarify", "escalate", "answer");
    static final List<String> SAMPLING =
            List.of("temperature", "top_p", "seed", "presence_penalty", "frequency_penalty", "reasoning_effort");
    static final List<String> DEADLINES = List.of("connect", "first_token", "between_tokens", "answer", "total");
    static final List<String> HEALING =
            List.of("retries", "longest_wait", "midstream", "route_around", "only", "hedge", "learn");
    static final List<String> REVIEWS = List.of("keep");
    static final List<String> ROUTE_TRACES = List.of("text", "redact", "keep");
    static final List<String> ROUTE_LIMITS = List.of("concurrent_requests");
    static final List<String> ROUTER = List.of("policy", "expected_output_tokens", "rules");
    static final List<String> RULE = List.of("target", "longer_than", "shorter_than", "languages", "tools", "metadata");
    static final List<String> RELEASE_TARGET =
            List.of("name", "provider", "model", "context_window", "default_max_tokens", "prefill", "json_schema");
    static final List<String> RELEASE_PROMPT = List.of("name", "version", "template");
    static final List<String> RELEASE_CONTRACT =
            List.of("name", "schema", "checks", "repair", "retries", "otherwise", "tool_results", "stream", "narrow");
    static final List<String> PROMPT = List.of("name", "version");

    private Keys() {}

    /** All of them by the heading under which the reference describes them. */
    static Map<String, List<String>> byHeading() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("penstock.yaml", NODE);
        all.put("listen", LISTEN);
        all.put("admin", ADMIN);
        all.put("tokens", TOKEN);
        all.put("cluster", CLUSTER);
        all.put("database", DATABASE);
        all.put("keys", KEY);
        all.put("limits", LIMITS);
        all.put("providers", PROVIDER);
        all.put("targets", TARGET);
        all.put("price", PRICE);
        all.put("breaker", BREAKER);
        all.put("learn", LEARN);
        all.put("webhooks", WEBHOOK);
        all.put("rollouts", ROLLOUT);
        all.put("stages of a rollout", STAGE);
        all.put("exposure", EXPOSURE);
        all.put("guardrails of a rollout", GUARDRAIL);
        all.put("quiet times of a rollout", QUIET);
        all.put("telemetry", TELEMETRY);
        all.put("traces", TRACES);
        all.put("prices", PRICES);
        all.put("routes/NAME.yaml", ROUTE);
        all.put("contract", CONTRACT);
        all.put("checks of a contract", CHECKS);
        all.put("otherwise", OTHERWISE);
        all.put("sampling", SAMPLING);
        all.put("deadlines", DEADLINES);
        all.put("healing", HEALING);
        all.put("reviews", REVIEWS);
        all.put("traces of a route", ROUTE_TRACES);
        all.put("limits of a route", ROUTE_LIMITS);
        all.put("router", ROUTER);
        all.put("rules of a router", RULE);
        all.put("prompts/NAME.md", PROMPT);
        all.put("targets of a release", RELEASE_TARGET);
        all.put("prompt of a release", RELEASE_PROMPT);
        all.put("contract of a release", RELEASE_CONTRACT);
        return all;
    }
}
