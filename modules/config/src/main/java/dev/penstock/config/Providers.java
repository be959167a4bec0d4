package dev.penstock.config;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.SecretRef;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code providers:}. */
final class Providers {
    private static final URI NONE = URI.create("https://none.invalid");
    private static final String A_URL = "a URL like https://api.example.com/v1";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Folder folder;
    private final Secrets secrets;
    private final Mistakes mistakes;

    Providers(Folder folder, Secrets secrets, Mistakes mistakes) {
        this.folder = folder;
        this.secrets = secrets;
        this.mistakes = mistakes;
    }

    Map<String, Provider> read(Section all) {
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (String name : all.keys()) {
            Section section = all.section(name, Keys.PROVIDER);
            Provider provider = section == null ? null : provider(name, section);
            if (provider != null) {
                providers.put(name, provider);
            }
        }
        return providers;
    }

    private @Nullable Provider provider(String name, Section section) {
        Dialect dialect = dialect(section);
        URI baseUrl = url(section, "base_url", section.requiredText("base_url", A_URL), A_URL);
        SecretRef credential = secrets.reference(section, "credential", "the provider's API key");
        String proxyForm = "a URL like http://proxy.example.com:3128";
        URI proxy = url(section, "proxy", section.text("proxy", proxyForm), proxyForm);
        String ca = ca(folder, section);
        int connections = section.integer("connections", Provider.DEFAULT_CONNECTIONS);
        int queue = section.integer("queue", Provider.DEFAULT_QUEUE);
        String maxTokensField = section.text("max_tokens_field", "max_tokens or max_completion_tokens");
        boolean streamUsage = section.truth("stream_usage", true);
        boolean traceContext = section.truth("trace_context", true);
        if (baseUrl != null && credential != null && isInTheClear(baseUrl)) {
            mistakes.warn(section.at("base_url"), "the credential goes out unencrypted: http and not this machine");
        }
        return section.make(() -> new Provider(
                name,
                dialect == null ? Dialect.OPENAI : dialect,
                baseUrl == null ? NONE : baseUrl,
                credential,
                proxy,
                ca,
                connections,
                queue,
                maxTokensField == null ? Provider.DEFAULT_MAX_TOKENS_FIELD : maxTokensField,
                streamUsage,
                traceContext));
    }

    private static @Nullable Dialect dialect(Section section) {
        List<String> words = Arrays.stream(Dialect.values()).map(Dialect::word).toList();
        String word = section.requiredText("dialect", String.join(" or ", words));
        for (Dialect dialect : Dialect.values()) {
            if (dialect.word().equals(word)) {
                return dialect;
            }
        }
        if (word != null) {
            section.wrongWord("dialect", word, words);
        }
        return null;
    }

    /** Without the slash at its end, for paths are put behind it. */
    static @Nullable URI url(Section section, String key, @Nullable String text, String expected) {
        if (text == null) {
            return null;
        }
        try {
            return new URI(text.replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            boolean mayHoldSecret = text.contains("@") || text.contains("?");
            section.wrong(key, mayHoldSecret ? "no URL (not shown)" : Shown.quoted(text), "expected " + expected);
            return null;
        }
    }

    static @Nullable String ca(Folder folder, Section section) {
        String file = section.text("ca", "the path of a PEM file");
        if (file == null) {
            return null;
        }
        String pem = folder.text(file, section.at("ca"));
        if (pem != null && !pem.contains("-----BEGIN CERTIFICATE-----")) {
            section.wrong("ca", Shown.quoted(file), "expected a PEM file with certificates");
        }
        return String.valueOf(folder.resolve(file));
    }

    static boolean isInTheClear(URI url) {
        return "http".equals(url.getScheme()) && url.getHost() != null && !THIS_MACHINE.contains(url.getHost());
    }
}
