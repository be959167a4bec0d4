package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.ControlRecord.Author;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node that was away gets from the others, and how. */
class CatchupTest {
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final int MANY = 1_500;
    /** A page's records, and what base 64 and JSON add to them. */
    private static final int LARGEST = (int) (1.5 * Message.Records.MOST_BYTES);

    private final World world = new World(1, List.of("a", "b", "c"));

    @Test
    void whatWasMissedComesInPages() {
        world.run(SETTLING);
        cutOffC();
        stopMuch("a");
        world.heal();
        world.run(SETTLING);

        assertIsWhole("c");
        assertThat(world.largestAnswer()).isBetween(LARGEST / 2, LARGEST);
    }

    @Test
    void aNewDiskIsFilledInPages() {
        stopMuch("a");
        world.run(SETTLING);
        world.node("c").loseDisk();
        world.node("c").start();
        world.run(SETTLING);

        assertIsWhole("c");
        assertThat(world.largestAnswer()).isBetween(LARGEST / 2, LARGEST);
    }

    @Test
    void whoeverIsReadSinceAPlaceAndWasStartedAnewIsComparedAsAWhole() {
        world.run(SETTLING);
        cutOffC();
        store("c").submit(Deeds.kill("route-of-c"), Deeds.ANN);
        store("a").submit(Deeds.kill("route-of-a"), Deeds.ANN);
        world.run(Duration.ofSeconds(1));
        world.node("a").kill();
        world.node("a").start();
        world.heal();
        world.run(SETTLING);

        assertThat(store("a").state().kills()).hasSize(2);
        assertIsWhole("c");
    }

    @Test
    void aListOfALifeBeforeIsNotThereAnyMore() {
        CompletableFuture<Message> answer =
                store("a").difference(new Message.Since("another", 0)).toCompletableFuture();
        world.run(Duration.ofMillis(1));
        assertThat(answer).isCompletedWithValue(new Message.Forgotten());
    }

    private void cutOffC() {
        for (String other : List.of("a", "b")) {
            world.cut("c", other);
            world.cut(other, "c");
        }
    }

    private void stopMuch(String node) {
        for (int i = 0; i < MANY; i++) {
            store(node).submit(Deeds.kill("route-" + i), new Author("ann", "w".repeat(1_000)));
        }
        world.run(Duration.ofSeconds(2));
    }

    private void assertIsWhole(String node) {
        assertThat(store(node).standing().digest())
                .isEqualTo(store("a").standing().digest());
        assertThat(store(node).state()).isEqualTo(store("a").state());
    }

    private ControlStore store(String node) {
        return Objects.requireNonNull(world.node(node).store());
    }
}
