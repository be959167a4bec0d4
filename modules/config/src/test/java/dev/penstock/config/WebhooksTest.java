package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksTest {
    private static final String GOOD = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG9mIDI0IGJ5dGVz";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "KEY",
            "not-a-real-key",
            "GOOD",
            GOOD,
            "NEXT",
            GOOD,
            "BAD",
            "not-to-be-shown",
            "URL",
            "https://x.test/not-to-be-shown");

    private final Path dir;

    WebhooksTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aWebhookIsReadWithItsUrlFromTheEnvironmentAndAllEventsUnlessSomeAreNamed() {
        Loaded loaded = load("""
            webhooks:
              - { name: ops, url: "${env:URL}", secret: "${env:GOOD}" }
              - { name: kills, url: "https://y.test:8443/a?b=c", secret: ["${env:NEXT}", "${env:GOOD}"], events: [kill] }
            """);

        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Good.class,
                        good -> assertThat(good.config().webhooks())
                                .containsExactly(
                                        new Webhook(
                                                "ops",
                                                URI.create("https://x.test/not-to-be-shown"),
                                                List.of(new SecretRef.Env("GOOD")),
                                                EnumSet.allOf(WebhookTopic.class),
                                                null,
                                                null),
                                        new Webhook(
                                                "kills",
                                                URI.create("https://y.test:8443/a?b=c"),
                                                List.of(new SecretRef.Env("NEXT"), new SecretRef.Env("GOOD")),
                                                Set.of(WebhookTopic.KILL),
                                                null,
                                                null))
                                .extracting(Webhook::shownUrl)
                                .containsExactly("https://x.test", "https://y.test:8443"));
    }

    @Test
    void whatIsWrongIsNamedWithoutWhatMayBeSecret() {
        String report = Report.of(load("""
            webhooks:
              - { name: ops, url: "ftp://x.test/not-to-be-shown", secret: "${env:BAD}", events: [kil] }
              - { name: ops, url: "https://x.test", secret: not-to-be-shown, events: [] }
              - { url: "https://x.test" }
              - { name: many, url: "https://x.test", secret: ["${env:GOOD}", "${env:NEXT}", "${env:GOOD}"] }
              - { name: none, url: "https://x.test", secret: [] }
              - { name: second, url: "https://x.test", secret: ["${env:GOOD}", not-to-be-shown] }
              - { name: absent, url: "https://x.test", secret: ["${env:ABSENT}", "${env:BAD}"] }
            """));

        assertThat(report)
                .contains("webhooks[0].url", "expected a URL like https://alerts.example.com/penstock")
                .contains("webhooks[0].secret", "'${env:BAD}', which leads to another text (not shown)")
                .contains("webhooks[0].events", "did you mean kill?")
                .contains("webhooks[1].name", "expected a name of its own")
                .contains("webhooks[1].secret", "a literal, it seems (not shown)")
                .contains("webhooks[1].events", "expected at least one of alert, kill, rollout, review")
                .contains("webhooks[2].name", "webhooks[2].secret")
                .contains("webhooks[3].secret", "expected one, or two while one takes the place of the other")
                .contains("webhooks[4].secret", "none")
                .contains("webhooks[5].secret[1]", "a literal, it seems (not shown)")
                .contains("webhooks[6].secret[0]", "'${env:ABSENT}', which is not set in the environment")
                .contains("webhooks[6].secret[1]", "'${env:BAD}', which leads to another text (not shown)")
                .doesNotContain("not-to-be-shown");
    }

    @Test
    void eventsThatGoOutInTheClearArePointedOut() {
        assertThat(Report.of(load("webhooks: [{ name: ops, url: \"http://x.test/\", secret: \"${env:GOOD}\" }]\n")))
                .contains("webhooks[0].url  events go out unencrypted: http and not this machine");
    }

    private Loaded load(String webhooks) {
        return new ConfigDir().add("penstock.yaml", webhooks).load(dir, ENVIRONMENT);
    }
}
