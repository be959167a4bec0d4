package dev.penstock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.Webhook;
import dev.penstock.core.config.WebhookTopic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveriesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OPS = "ops";
    private static final String ALERTS = "alerts";

    @TempDir
    Path dir = Path.of(".");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final List<Deliveries> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(DeliveriesTest::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEventGoesToAllThatWantItInItsOrderUntilItIsHeard(boolean onDisk) {
        Deliveries deliveries = open(onDisk ? dir : null, 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        put(deliveries, event(WebhookTopic.ALERT, "2"));
        put(deliveries, event(WebhookTopic.ALERT, "2"));

        assertThat(deliveries.tally(OPS).waiting()).isEqualTo(2);
        assertThat(deliveries.tally(ALERTS).waiting()).isOne();
        Waiting first = next(deliveries, OPS).orElseThrow();
        assertThat(first.type()).isEqualTo("kill.happened");
        hear(deliveries, first);
        assertThat(next(deliveries, OPS).orElseThrow().type()).isEqualTo("alert.happened");
        assertThat(deliveries.tally(OPS)).isEqualTo(new Tally(1, 1, 0, NOW, null, null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatFailsIsSentAgainLaterAndTheEndpointIsLeftAloneMeanwhile(boolean onDisk) {
        Deliveries deliveries = open(onDisk ? dir : null, 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        put(deliveries, event(WebhookTopic.KILL, "2"));
        Waiting first = next(deliveries, OPS).orElseThrow();
        deliveries.failed(first, 503, "it answered 503", Duration.ZERO);

        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).failingSince()).isEqualTo(NOW);
        assertThat(deliveries.tally(OPS).lastError()).isEqualTo("it answered 503");
        now.set(NOW.plusMillis(999));
        assertThat(next(deliveries, OPS)).isEmpty();
        now.set(NOW.plusSeconds(1));
        Waiting again = next(deliveries, OPS).orElseThrow();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.failures()).isOne();
        hear(deliveries, again);
        assertThat(deliveries.tally(OPS).failingSince()).isNull();
    }

    @Test
    void anEventThatIsRefusedDoesNotHoldTheOthersUp() {
        Deliveries deliveries = open(null, 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        put(deliveries, event(WebhookTopic.KILL, "2"));
        Waiting first = next(deliveries, OPS).orElseThrow();
        deliveries.failed(first, 422, "it answered 422", Duration.ZERO);

        assertThat(next(deliveries, OPS).orElseThrow().id()).isNotEqualTo(first.id());
    }

    @Test
    void whatWaitsOutlivesTheNode() {
        Deliveries before = open(dir, 10);
        put(before, event(WebhookTopic.KILL, "1"));
        deliver(before, 500);
        close(before);

        Deliveries after = open(dir, 10);
        assertThat(after.tally(OPS).waiting()).isOne();
        now.set(NOW.plusSeconds(2));
        Waiting waiting = next(after, OPS).orElseThrow();
        assertThat(waiting.body())
                .isEqualTo(
                        "{\"type\":\"kill.happened\",\"timestamp\":\"2026-11-21T12:00:00Z\",\"data\":{\"n\":\"1\"}}");
        assertThat(waiting.at()).isEqualTo(NOW);
        assertThat(waiting.id()).matches("evt_[0-9a-f]{32}");
    }

    private void deliver(Deliveries deliveries, int status) {
        deliveries.failed(next(deliveries, OPS).orElseThrow(), status, "it answered " + status, Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOldestIsDroppedAndCountedWhereTooManyWait(boolean onDisk) {
        Deliveries deliveries = open(onDisk ? dir : null, 3);
        for (int i = 1; i <= 5; i++) {
            put(deliveries, event(WebhookTopic.KILL, "" + i));
        }
        assertThat(deliveries.tally(OPS).waiting()).isEqualTo(3);
        assertThat(deliveries.tally(OPS).dropped()).isEqualTo(2);
        assertThat(next(deliveries, OPS).orElseThrow().body()).contains("\"n\":\"3\"");
    }

    @Test
    void whatIsADayOldIsDroppedAndCounted() {
        Deliveries deliveries = open(null, 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        now.set(NOW.plus(Deliveries.KEPT).plusSeconds(1));
        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).dropped()).isOne();
    }

    /** A full disk: what was heard cannot be taken out. */
    @Test
    void whatIsHeardAndCannotBeTakenOutIsSentAgainLater() {
        MemoryOutbox memory = new MemoryOutbox();
        AtomicBoolean full = new AtomicBoolean(true);
        Deliveries deliveries = with(() -> new FullOutbox(memory, full), 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        Waiting first = next(deliveries, OPS).orElseThrow();
        hear(deliveries, first);

        assertThat(next(deliveries, OPS)).isEmpty();
        full.set(false);
        now.set(NOW.plusSeconds(30));
        assertThat(next(deliveries, OPS)).hasValue(first);
        hear(deliveries, first);
        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).delivered()).isOne();
    }

    /** Else it would be sent again at once, and again. */
    @ParameterizedTest
    @ValueSource(ints = {503, 422})
    void whatFailsAndCannotBePutOffIsSentAgainLater(int status) {
        MemoryOutbox memory = new MemoryOutbox();
        AtomicBoolean full = new AtomicBoolean(true);
        Deliveries deliveries = with(() -> new FullOutbox(memory, full), 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        Waiting first = next(deliveries, OPS).orElseThrow();
        deliveries.failed(first, status, "it answered " + status, Duration.ZERO);

        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).lastError()).isEqualTo("it answered " + status);
        now.set(NOW.plusSeconds(29));
        assertThat(next(deliveries, OPS)).isEmpty();
        now.set(NOW.plusSeconds(30));
        assertThat(next(deliveries, OPS)).hasValue(first);
    }

    /** Else each second would have its lines in the log. */
    @Test
    void aWebhookRestsWhereItsOldestEventCannotBeDropped() {
        MemoryOutbox memory = new MemoryOutbox();
        AtomicBoolean full = new AtomicBoolean(true);
        Deliveries deliveries = with(() -> new FullOutbox(memory, full), 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        Instant late = NOW.plus(Deliveries.KEPT).plusSeconds(1);
        now.set(late);
        assertThat(next(deliveries, OPS)).isEmpty();

        full.set(false);
        now.set(late.plusSeconds(29));
        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).dropped()).isZero();
        now.set(late.plusSeconds(30));
        assertThat(next(deliveries, OPS)).isEmpty();
        assertThat(deliveries.tally(OPS).dropped()).isOne();
    }

    @Test
    void nobodyWaitsForAnOutboxThatIsClosed() {
        Deliveries deliveries = open(null, 10);
        put(deliveries, event(WebhookTopic.KILL, "1"));
        Waiting first = next(deliveries, OPS).orElseThrow();
        close(deliveries);
        hear(deliveries, first);

        assertThat(next(deliveries, OPS)).isEmpty();
    }

    @Test
    void whatIsToldBeforeTheStartWaitsForIt() {
        Deliveries deliveries = open(null, 10);
        Secret secret = new Secret("whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
        Webhook ops = webhook(OPS, Set.of(WebhookTopic.KILL));
        new WebhookVerticle(List.of(ops), Map.of(OPS, List.of(secret)), deliveries, now::get)
                .tell(event(WebhookTopic.KILL, "1"));

        assertThat(next(deliveries, OPS)).isPresent();
        assertThat(deliveries.tally(OPS).dropped()).isZero();
    }

    private Deliveries open(@Nullable Path where, int most) {
        return with(where == null ? MemoryOutbox::new : () -> SqliteOutbox.open(where), most);
    }

    private Deliveries with(Supplier<Outbox> opening, int most) {
        Deliveries deliveries = new Deliveries(
                List.of(
                        webhook(OPS, Set.of(WebhookTopic.KILL, WebhookTopic.ALERT)),
                        webhook(ALERTS, Set.of(WebhookTopic.ALERT))),
                opening,
                now::get,
                () -> 0.5,
                most);
        opened.add(deliveries);
        deliveries.start().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
        return deliveries;
    }

    private static void close(Deliveries deliveries) {
        deliveries.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Webhook webhook(String name, Set<WebhookTopic> events) {
        return new Webhook(
                name,
                URI.create("https://alerts.example.com/secret"),
                List.of(new SecretRef.Env("SECRET")),
                events,
                null,
                null);
    }

    private Event event(WebhookTopic topic, String n) {
        return Event.of(
                topic,
                "happened",
                n,
                now.get(),
                JsonNodeFactory.instance.objectNode().put("n", n));
    }

    private static void put(Deliveries deliveries, Event event) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        deliveries.add(event, () -> done.complete(true));
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void hear(Deliveries deliveries, Waiting waiting) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        deliveries.heard(waiting, () -> done.complete(true));
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Optional<Waiting> next(Deliveries deliveries, String webhook) {
        return deliveries
                .next(webhook)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
