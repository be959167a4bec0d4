package dev.penstock.gateway;

import dev.penstock.core.Dialect;

/** What callers can post to, and where it is at a provider. */
enum Endpoint {
    CHAT_COMPLETIONS(Dialect.OPENAI, "/v1/chat/completions", "/chat/completions"),
    EMBEDDINGS(Dialect.OPENAI, "/v1/embeddings", "/embeddings"),
    MESSAGES(Dialect.ANTHROPIC, "/v1/messages", "/messages");

    private final Dialect dialect;
    private final String path;
    private final String providerPath;

    Endpoint(Dialect dialect, String path, String providerPath) {
        this.dialect = dialect;
        this.path = path;
        this.providerPath = providerPath;
    }

    /** What its callers speak. */
    Dialect dialect() {
        return dialect;
    }

    /** Its path at this node. */
    String path() {
        return path;
    }

    /** Whether a chat is held there. */
    boolean isChat() {
        return this != EMBEDDINGS;
    }

    /** The path below a provider's base URL for a request that came in here. */
    String providerPath(Dialect provider) {
        return switch (provider) {
            case OPENAI -> isChat() ? CHAT_COMPLETIONS.providerPath : EMBEDDINGS.providerPath;
            case ANTHROPIC -> MESSAGES.providerPath;
        };
    }
}
