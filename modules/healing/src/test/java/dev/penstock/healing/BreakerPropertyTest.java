package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.healing.Breaker.Permit;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Simulated days of a target: one that is well is asked, one that dies is not. */
class BreakerPropertyTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = 1_000 * MS;
    private static final List<Fault> FAULTS =
            List.of(Fault.SERVER_ERROR, Fault.CONNECTION_RESET, Fault.NO_RESPONSE, Fault.CUT_STREAM);

    /** 100,000 attempts, as many at once as come, each of its own length; half of them streams. */
    @Property(tries = 20, seed = "20261121")
    void aBusyTargetWithAFewFailuresIsNeverLeftAlone(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.02, max = 0.05) double faults,
            @ForAll @IntRange(min = 5, max = 1_000) int perSecond) {
        SplittableRandom random = new SplittableRandom(seed);
        Breaker breaker = breaker();
        long now = 0;
        PriorityQueue<Event> events = new PriorityQueue<>();
        for (int i = 0; i < 100_000; i++) {
            now += (long) (-Math.log(1 - random.nextDouble()) * SECOND / perSecond);
            while (!events.isEmpty() && events.peek().at <= now) {
                events.remove().what.run();
            }
            Permit permit = Objects.requireNonNull(breaker.permit(now), "it is left alone");
            long begun = now;
            long first = now + MS * random.nextInt(100, 2_000);
            if (random.nextDouble() < faults) {
                Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
                long end = fault == Fault.NO_RESPONSE ? now + 10 * SECOND : now + MS;
                if (fault == Fault.CUT_STREAM) {
                    events.add(new Event(first, () -> permit.streams(first - begun, first)));
                    long cut = first + MS * random.nextInt(1, 10_000);
                    events.add(new Event(cut, () -> permit.ended(fault, cut)));
                } else {
                    events.add(new Event(end, () -> permit.ended(fault, end)));
                }
            } else {
                if (random.nextBoolean()) {
                    events.add(new Event(first, () -> permit.streams(first - begun, first)));
                }
                long end = first + MS * random.nextInt(1, 20_000);
                events.add(new Event(end, () -> permit.ended(null, end)));
            }
        }
        assertThat(breaker.word()).isEqualTo(Breaker.Word.CLOSED);
    }

    @Property(tries = 200, seed = "20261121")
    void aTargetThatDiesIsLeftAloneAfterFiveThatGotNothing(@ForAll long seed, @ForAll @IntRange(max = 500) int before) {
        SplittableRandom random = new SplittableRandom(seed);
        Breaker breaker = breaker();
        long now = 0;
        for (int i = 0; i < before; i++) {
            Objects.requireNonNull(breaker.permit(now))
                    .ended(random.nextInt(20) == 0 ? FAULTS.get(random.nextInt(2)) : null, now);
            now += MS * random.nextInt(100);
        }
        int asked = 0;
        for (Permit permit = breaker.permit(now); permit != null; permit = breaker.permit(now)) {
            now += 10 * SECOND;
            permit.ended(Fault.NO_RESPONSE, now);
            asked++;
        }
        assertThat(asked).isEqualTo(5);
    }

    private record Event(long at, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return Long.compare(at, other.at);
        }
    }

    private static Breaker breaker() {
        return new Breaker("big", BreakerPolicy.DEFAULT, (_, _) -> {}, 0);
    }
}
