package dev.penstock.telemetry;

import dev.penstock.core.config.Provider;
import java.net.URI;
import java.util.Map;

/**
 * A provider in OpenTelemetry's words.
 *
 * @param name {@code gen_ai.provider.name}: whose service it is, as its host tells; else whose dialect it speaks
 * @param address its host
 * @param port its port
 */
record ProviderIdentity(String name, String address, long port) {
    private static final Map<String, String> BY_HOST = Map.ofEntries(
            Map.entry("api.openai.com", "openai"),
            Map.entry("api.anthropic.com", "anthropic"),
            Map.entry("api.cohere.com", "cohere"),
            Map.entry("api.cohere.ai", "cohere"),
            Map.entry("api.deepseek.com", "deepseek"),
            Map.entry("api.groq.com", "groq"),
            Map.entry("api.mistral.ai", "mistral_ai"),
            Map.entry("api.moonshot.ai", "moonshot_ai"),
            Map.entry("api.perplexity.ai", "perplexity"),
            Map.entry("api.x.ai", "x_ai"),
            Map.entry("generativelanguage.googleapis.com", "gcp.gemini"));

    static ProviderIdentity of(Provider provider) {
        URI url = provider.baseUrl();
        String host = url.getHost();
        int usual = url.getScheme().equals("https") ? 443 : 80;
        return new ProviderIdentity(name(provider, host), host, url.getPort() > 0 ? url.getPort() : usual);
    }

    private static String name(Provider provider, String host) {
        if (host.endsWith(".openai.azure.com")) {
            return "azure.ai.openai";
        }
        if (host.endsWith("aiplatform.googleapis.com")) {
            return "gcp.vertex_ai";
        }
        return BY_HOST.getOrDefault(host, provider.dialect().word());
    }
}
