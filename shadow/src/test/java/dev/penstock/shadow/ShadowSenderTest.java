package dev.penstock.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.Share;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sender with its thread in the test's hand: what it puts off runs when the test says so. */
class ShadowSenderTest {
    private final Map<String, ShadowPlan> plans = new HashMap<>();
    private final Queue<Runnable> putOff = new ArrayDeque<>();
    private long now;
    private final ShadowQueue queue = new ShadowQueue(() -> now);
    private final ShadowSender sender = new ShadowSender(queue, plans::get, putOff::add, () -> now);

    @Test
    void copiesAreSentInTheOrderOfTheirOffersAsManyAtOnceAsThePlanSays() {
        plan("support", 2);
        List<Copy> copies = offered("support", 5);

        sender.run();
        assertThat(copies.stream().map(Copy::isUnderWay)).containsExactly(true, true, false, false, false);
        assertThat(queue.waiting()).isEqualTo(3);

        copies.get(1).isDone();
        runPutOff();
        assertThat(copies.stream().map(Copy::isUnderWay)).containsExactly(true, true, true, false, false);
        assertThat(queue.done()).isEqualTo(1);

        copies.get(0).isDone();
        copies.get(2).isDone();
        runPutOff();
        assertThat(copies).allMatch(Copy::isUnderWay);

        copies.get(3).isDone();
        copies.get(4).isDone();
        runPutOff();
        assertThat(queue.sent()).isEqualTo(5);
        assertThat(queue.done()).isEqualTo(5);
        assertThat(queue.bytes()).isZero();
        assertThat(copies).allSatisfy(copy -> {
            assertThat(copy.sends).hasValue(1);
            assertThat(copy.drops).hasValue(0);
        });
    }

    @Test
    void oneThatNeverEndsBlocksOnlyItsSlot() {
        plan("support", 2);
        plan("search", 1);
        List<Copy> copies = offered("support", 4);
        sender.run();

        for (int i = 1; i < 3; i++) {
            copies.get(i).isDone();
            runPutOff();
        }
        assertThat(copies).as("the first one hangs").allMatch(Copy::isUnderWay);

        copies.get(3).isDone();
        List<Copy> others = offered("search", 1);
        sender.run();
        assertThat(others).allMatch(Copy::isUnderWay);
    }

    @Test
    void aRouteThatIsBusyDoesNotHoldUpAnother() {
        plan("support", 1);
        plan("search", 1);
        offered("support", 10);
        Copy other = offered("search", 1).getFirst();

        sender.run();

        assertThat(other.isUnderWay()).isTrue();
    }

    @Test
    void oneThatThrowsIsCountedFreesItsSlotAndIsHeardOf() {
        plan("support", 1);
        Copy throwing = new Copy("support", "candidate", 10) {
            @Override
            public void send(Runnable whenDone) {
                throw new IllegalStateException("a bug in sending");
            }
        };
        queue.offer(throwing);
        Copy next = offered("support", 1).getFirst();

        sender.run();

        assertThat(next.isUnderWay()).isTrue();
        assertThat(queue.failed()).isEqualTo(1);
        assertThat(throwing.drops).hasValue(1);
        assertThat(queue.bytes()).isEqualTo(1);
        assertThatThrownBy(this::runPutOff).hasMessage("a bug in sending");
    }

    @Test
    void oneThatIsDoneAndThrowsIsDoneOnly() {
        plan("support", 1);
        Copy copy = new Copy("support") {
            @Override
            public void send(Runnable whenDone) {
                whenDone.run();
                throw new IllegalStateException("a bug after sending");
            }
        };
        queue.offer(copy);

        sender.run();
        assertThatThrownBy(this::runPutOff).hasMessage("a bug after sending");

        assertThat(queue.done()).isEqualTo(1);
        assertThat(queue.failed()).isZero();
        assertThat(copy.drops).hasValue(0);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void oneThatIsDoneTwiceFreesOneSlot() {
        plan("support", 1);
        List<Copy> copies = offered("support", 3);
        sender.run();

        copies.get(0).isDone();
        copies.get(0).isDone();
        runPutOff();

        assertThat(copies.stream().map(Copy::isUnderWay)).containsExactly(true, true, false);
        assertThat(queue.done()).isEqualTo(1);
    }

    @Test
    void whatWaitsTooLongIsDropped() {
        plan("support", 1);
        List<Copy> copies = offered("support", 2);
        sender.run();

        now = ShadowSender.MOST_WAIT.toNanos();
        Copy young = offered("support", 1).getFirst();
        sender.run();
        assertThat(copies.get(1).drops).hasValue(0);

        now++;
        sender.run();
        assertThat(copies.get(1).drops).hasValue(1);
        assertThat(queue.dropped(ShadowDrop.TOO_OLD)).isEqualTo(1);
        copies.get(0).isDone();
        runPutOff();
        assertThat(young.isUnderWay()).isTrue();
    }

    @Test
    void whatIsForAShadowThatHasEndedIsDropped() {
        plan("support", 1);
        List<Copy> copies = offered("support", 3);
        sender.run();
        plans.remove("support");

        sender.run();

        assertThat(copies.stream().map(copy -> copy.drops.get())).containsExactly(0, 1, 1);
        assertThat(queue.dropped(ShadowDrop.ENDED)).isEqualTo(2);
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void whatIsForAnotherCandidateThanThePlansIsDropped() {
        plan("support", 1);
        Copy old = new Copy("support", "another candidate", 1);
        queue.offer(old);
        Copy now = offered("support", 1).getFirst();

        sender.run();

        assertThat(old.drops).hasValue(1);
        assertThat(now.isUnderWay()).isTrue();
    }

    @Test
    void aPlanThatChangesCountsAtOnce() {
        plan("support", 1);
        List<Copy> copies = offered("support", 4);
        sender.run();

        plan("support", 3);
        sender.run();
        assertThat(copies.stream().map(Copy::isUnderWay)).containsExactly(true, true, true, false);

        plan("support", 1);
        copies.get(0).isDone();
        copies.get(1).isDone();
        runPutOff();
        assertThat(copies.get(3).isUnderWay()).isFalse();
        copies.get(2).isDone();
        runPutOff();
        assertThat(copies.get(3).isUnderWay()).isTrue();
    }

    @Test
    void whenItStopsWhatWaitsIsDroppedAndWhatIsUnderWayIsStillCounted() {
        plan("support", 1);
        List<Copy> copies = offered("support", 2);
        sender.run();
        copies = Stream.concat(copies.stream(), offered("support", 1).stream()).toList();

        sender.stop();

        assertThat(copies.stream().map(copy -> copy.drops.get())).containsExactly(0, 1, 1);
        assertThat(queue.dropped(ShadowDrop.STOPPED)).isEqualTo(2);
        assertThat(queue.offer(new Copy("support"))).isEqualTo(ShadowDrop.STOPPED);
        copies.getFirst().isDone();
        runPutOff();
        assertThat(queue.done()).isEqualTo(1);
        assertThat(queue.waiting()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    private void plan(String route, int concurrency) {
        plans.put(route, new ShadowPlan(route, "candidate", new Share(Share.WHOLE), concurrency, "r1"));
    }

    private List<Copy> offered(String route, int count) {
        List<Copy> copies = Stream.generate(() -> new Copy(route)).limit(count).toList();
        copies.forEach(copy -> assertThat(queue.offer(copy)).isNull());
        return copies;
    }

    private void runPutOff() {
        for (Runnable next = putOff.poll(); next != null; next = putOff.poll()) {
            next.run();
        }
    }
}
