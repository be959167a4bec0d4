package dev.penstock.core.config;

import dev.penstock.core.Dialect;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that speaks a dialect.
 *
 * @param name how targets refer to it
 * @param baseUrl scheme, host, port and the path before {@code /chat/completions} or {@code /messages}; usually ends in
 *     {@code /v1}
 * @param credential where its API key is; null sends none
 * @param proxy an HTTP proxy to go through, as {@code http://host:port}; null goes directly
 * @param ca the path, as this process can open it, of a PEM file with the certificates to trust instead of the JDK's;
 *     null trusts the JDK's
 * @param connections how many connections one node opens to it at most; one LLM stream holds one
 * @param queue how many requests may wait for a connection before the next is turned away
 * @param maxTokensField what this provider calls the limit on output tokens; OpenAI's newer models refuse
 *     {@code max_tokens}, some compatible providers know nothing else
 * @param streamUsage whether streams are asked for a usage report ({@code stream_options.include_usage}); without it
 *     the cost of a stream stays unknown
 * @param traceContext whether it is told where a call stands in a distributed trace ({@code traceparent})
 */
public record Provider(
        String name,
        Dialect dialect,
        URI baseUrl,
        @Nullable SecretRef credential,
        @Nullable URI proxy,
        @Nullable String ca,
        int connections,
        int queue,
        String maxTokensField,
        boolean streamUsage,
        boolean traceContext) {
    public static final int DEFAULT_CONNECTIONS = 2_000;
    public static final int DEFAULT_QUEUE = 1_000;
    public static final String DEFAULT_MAX_TOKENS_FIELD = "max_completion_tokens";

    public Provider {
        new Checks()
                .name("name", name)
                .that(
                        isHttp(baseUrl),
                        "base_url",
                        shown(baseUrl),
                        "a URL like https://api.example.com/v1, without user or query")
                .that(
                        proxy == null || isProxy(proxy),
                        "proxy",
                        shown(proxy),
                        "a URL like http://proxy.example.com:3128")
                .range("connections", connections, 1, 100_000)
                .range("queue", queue, 0, 1_000_000)
                .that(
                        maxTokensField.equals("max_tokens") || maxTokensField.equals("max_completion_tokens"),
                        "max_tokens_field",
                        maxTokensField,
                        "max_tokens or max_completion_tokens")
                .done();
    }

    /** One that is told where a call stands in a distributed trace. */
    public Provider(
            String name,
            Dialect dialect,
            URI baseUrl,
            @Nullable SecretRef credential,
            @Nullable URI proxy,
            @Nullable String ca,
            int connections,
            int queue,
            String maxTokensField,
            boolean streamUsage) {
        this(name, dialect, baseUrl, credential, proxy, ca, connections, queue, maxTokensField, streamUsage, true);
    }

    static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getQuery() == null
                && url.getFragment() == null;
    }

    private static boolean isProxy(URI url) {
        return "http".equals(url.getScheme())
                && url.getHost() != null
                && url.getPort() > 0
                && url.getRawUserInfo() == null;
    }

    /** What a message may show of a URL: a user and a query may be secrets. */
    static @Nullable String shown(@Nullable URI url) {
        if (url == null) {
            return null;
        }
        String text = url.toString();
        return text.contains("@") || text.contains("?") ? "a URL with a user or a query (not shown)" : text;
    }
}
