package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksTest {
    private static final String GOOD = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG9mIDI0IGJ5dGVz";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "KEY", "not-a-real-key", "GOOD", GOOD, "BAD", "not-to-be-shown", "URL", "https://x.test/not-to-be-shown");

    private final Path dir;

    WebhooksTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aWebhookIsReadWithItsUrlFromTheEnvironmentAndAllEventsUnlessSomeAreNamed() {
        Loaded loaded = load("""
            webhooks:
              - { name: ops, url: "${env:URL}", secret: "${env:GOOD}" }
              - { name: kills, url: "https://y.test:8443/a?b=c", secret: "${env:GOOD}", events: [kill] }
            """);

        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Good.class,
                        good -> assertThat(good.config().webhooks())
                                .containsExactly(
                                        new Webhook(
                                                "ops",
                                                URI.create("https://x.test/not-to-be-shown"),
                                                new SecretRef.Env("GOOD"),
                                                EnumSet.allOf(WebhookTopic.class),
                                                null,
                                                null),
                                        new Webhook(
                                                "kills",
                                                URI.create("https://y.test:8443/a?b=c"),
                                                new SecretRef.Env("GOOD"),
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
            """));

        assertThat(report)
                .contains("webhooks[0].url", "expected a URL like https://alerts.example.com/penstock")
                .contains("webhooks[0].secret", "'${env:BAD}', which leads to another text (not shown)")
                .contains("webhooks[0].events", "did you mean kill?")
                .contains("webhooks[1].name", "expected a name of its own")
                .contains("webhooks[1].secret", "a literal, it seems (not shown)")
                .contains("webhooks[1].events", "expected at least one of alert, kill, rollout, review")
                .contains("webhooks[2].name", "webhooks[2].secret")
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
