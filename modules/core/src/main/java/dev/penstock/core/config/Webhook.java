package dev.penstock.core.config;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that is told what happens.
 *
 * @param name how operators refer to it
 * @param url where events are posted; its path may be a secret, and is shown nowhere
 * @param secrets where the secrets are that sign them, each {@code whsec_} and the base64 of 24 to 64 bytes: one, or
 *     two while the endpoint changes from one to the other
 * @param events what it is told of
 * @param proxy an HTTP proxy to go through, as {@code http://host:port}; null goes directly
 * @param ca the path, as this process can open it, of a PEM file with the certificates to trust instead of the JDK's;
 *     null trusts the JDK's
 */
public record Webhook(
        String name,
        URI url,
        List<SecretRef> secrets,
        Set<WebhookTopic> events,
        @Nullable URI proxy,
        @Nullable String ca) {
    /** What a secret looks like, for messages. */
    public static final String EXPECTED_SECRET = "whsec_ and the base64 of 24 to 64 random bytes";

    private static final int MOST_SECRETS = 2;
    private static final String PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    public Webhook {
        secrets = List.copyOf(secrets);
        events = Set.copyOf(events);
        new Checks()
                .name("name", name)
                .that(
                        isHttp(url),
                        "url",
                        "a URL (not shown)",
                        "a URL like https://alerts.example.com/penstock, without user or fragment")
                .that(
                        !secrets.isEmpty() && secrets.size() <= MOST_SECRETS,
                        "secret",
                        secrets.isEmpty() ? "none" : secrets.size() + " of them",
                        "one, or two while one takes the place of the other")
                .that(!events.isEmpty(), "events", "none", "at least one of " + String.join(", ", WebhookTopic.words()))
                .that(
                        proxy == null || isProxy(proxy),
                        "proxy",
                        "a URL (not shown)",
                        "a URL like http://proxy.example.com:3128")
                .done();
    }

    /** Where it is, without what may be secret. */
    public String shownUrl() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() > 0 ? ":" + url.getPort() : "");
    }

    /** The bytes of a secret; empty if it is none as {@link #EXPECTED_SECRET} says. */
    public static Optional<byte[]> key(Secret secret) {
        String text = secret.reveal();
        try {
            byte[] bytes = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
            return bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES ? Optional.empty() : Optional.of(bytes);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getFragment() == null;
    }

    private static boolean isProxy(URI url) {
        return "http".equals(url.getScheme())
                && url.getHost() != null
                && url.getPort() > 0
                && url.getRawUserInfo() == null;
    }
}
