package dev.penstock.config;

import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code webhooks:}. */
final class Webhooks {
    private static final URI NONE = URI.create("https://none.invalid");
    private static final String A_URL = "a URL like https://alerts.example.com/penstock";
    private static final String A_PROXY = "a URL like http://proxy.example.com:3128";

    private final Folder folder;
    private final Secrets secrets;
    private final Variables variables;
    private final Mistakes mistakes;

    Webhooks(Folder folder, Secrets secrets, Variables variables, Mistakes mistakes) {
        this.folder = folder;
        this.secrets = secrets;
        this.variables = variables;
        this.mistakes = mistakes;
    }

    List<Webhook> read(Section node) {
        List<Webhook> webhooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : node.sections("webhooks", Keys.WEBHOOK)) {
            String name = section.requiredText("name", "a name for the webhook");
            if (name != null && !names.add(name)) {
                section.wrong("name", Shown.quoted(name) + ", as another webhook is", "expected a name of its own");
            }
            Webhook webhook = webhook(name, section);
            if (webhook != null) {
                webhooks.add(webhook);
            }
        }
        return webhooks;
    }

    private @Nullable Webhook webhook(@Nullable String name, Section section) {
        URI url = url(section);
        if (!section.has("secret")) {
            section.missing("secret", SecretRef.EXPECTED);
        }
        List<SecretRef> found = secrets.references(
                section,
                "secret",
                "the secret that signs events",
                each -> Webhook.key(each).isPresent(),
                Webhook.EXPECTED_SECRET);
        Set<WebhookTopic> events = events(section);
        URI proxy = Providers.url(section, "proxy", section.text("proxy", A_PROXY), A_PROXY);
        String ca = Providers.ca(folder, section);
        if (url != null && Providers.isInTheClear(url)) {
            mistakes.warn(section.at("url"), "events go out unencrypted: http and not this machine");
        }
        return section.make(() -> new Webhook(
                name == null ? "none" : name,
                url == null ? NONE : url,
                found.isEmpty() && !section.isEmptyList("secret") ? List.of(new SecretRef.Env("NONE")) : found,
                events,
                proxy,
                ca));
    }

    /** Whoever knows the path of some may write to them. */
    private @Nullable URI url(Section section) {
        String text = variables.requiredText(section, "url", A_URL);
        if (text == null) {
            return null;
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            section.wrong("url", "no URL (not shown)", "expected " + A_URL);
            return null;
        }
    }

    /** All where none is named. */
    private static Set<WebhookTopic> events(Section section) {
        List<String> words = section.texts("events", "a list of events");
        if (words == null) {
            return EnumSet.allOf(WebhookTopic.class);
        }
        Set<WebhookTopic> topics = EnumSet.noneOf(WebhookTopic.class);
        for (String word : words) {
            if (WebhookTopic.words().contains(word)) {
                topics.add(WebhookTopic.valueOf(word.toUpperCase(Locale.ROOT)));
            } else {
                section.wrongWord("events", word, WebhookTopic.words());
                topics.addAll(EnumSet.allOf(WebhookTopic.class));
            }
        }
        return topics;
    }
}
