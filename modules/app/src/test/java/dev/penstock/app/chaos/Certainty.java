package dev.penstock.app.chaos;

import dev.penstock.app.chaos.Write.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of a history, which writes must be in effect where, and which may be: what is not known is whatever is good. */
final class Certainty {
    /** How long nodes that can hear each other again may need to find each other. */
    static final Duration REACH = Duration.ofSeconds(20);

    private final History history;
    private final Faults faults;
    private final Map<String, Write> byReason = new HashMap<>();

    Certainty(History history) {
        this.history = history;
        this.faults = history.faults();
        history.writes().forEach(write -> byReason.put(write.reason(), write));
    }

    /** The write with this reason, if there was one. */
    @Nullable
    Write write(String reason) {
        return byReason.get(reason);
    }

    /**
     * Whether a write that was acknowledged must be in effect on a node at a time, unless another write has ended it.
     */
    boolean isSure(Write write, String node, long atUs) {
        return holds(write, node, atUs)
                || (write.deed() instanceof Deed.Stopping
                        && isKept(write)
                        && history.nodes().stream().anyMatch(other -> hasReached(write, other, node, atUs)));
    }

    private boolean hasReached(Write write, String from, String to, long atUs) {
        long since = atUs - REACH.toNanos() / 1_000;
        return write.endedUs() <= since && holds(write, from, atUs) && faults.together(from, to, since, atUs);
    }

    /** Whether a node has it in memory, or on the disk that it was started from. */
    private boolean holds(Write write, String node, long atUs) {
        if (write.endedUs() >= atUs || !write.receipt().applied().contains(node)) {
            return false;
        }
        if (!faults.died(node, write.begunUs(), atUs)) {
            return true;
        }
        boolean onAllDisks =
                write.receipt().journaled() >= write.receipt().applied().size();
        return onAllDisks && write.deed() instanceof Deed.Stopping && !faults.lost(node, write.begunUs(), atUs);
    }

    boolean mayBeLifted(Write kill, long byUs) {
        return writes(Deed.Lift.class)
                .anyMatch(lift -> lift.deed().route().equals(kill.deed().route())
                        && mayBe(lift, byUs)
                        && (lift.outcome() == Outcome.UNKNOWN
                                || lift.receipt()
                                        .lifted()
                                        .contains(kill.receipt().id())));
    }

    boolean mayBe(String reason, Class<? extends Deed> deed, long byUs) {
        Write write = byReason.get(reason);
        return write != null && deed.isInstance(write.deed()) && mayBe(write, byUs);
    }

    /** Whether a write may be in effect anywhere at a time. */
    boolean mayBe(Write write, long byUs) {
        return write.outcome() != Outcome.NOTHING
                && write.begunUs() < byUs
                && !(write.deed() instanceof Deed.Resuming
                        && faults.isAlone(write.node(), history.majority(), write.begunUs(), byUs));
    }

    Stream<Write> activations(String release, long byUs) {
        return history.writes().stream()
                .filter(write -> activated(write).filter(release::equals).isPresent() && mayBe(write, byUs));
    }

    /** The release that a write makes the current one. */
    static Optional<String> activated(Write write) {
        return switch (write.deed()) {
            case Deed.Publish(String _, boolean activate) -> activate ? Optional.of(write.reason()) : Optional.empty();
            case Deed.Activate(String _, String release) -> Optional.of(release);
            case Deed.Kill _, Deed.Lift _, Deed.SetCanary _, Deed.EndCanary _, Deed.Withdraw _ -> Optional.empty();
        };
    }

    Stream<Write> writes(Class<? extends Deed> deed) {
        return history.writes().stream().filter(write -> deed.isInstance(write.deed()));
    }

    Stream<Write> done(Class<? extends Deed> deed) {
        return writes(deed).filter(Write::isDone);
    }

    String of(String reason) {
        return Objects.toString(byReason.get(reason), reason);
    }

    /** Whether more disks had it than were lost. */
    boolean isKept(Write write) {
        return write.receipt().journaled() > faults.disksLostWith(write);
    }

    boolean isSureBefore(Write write, Write later) {
        return write.isDone() && write.isBefore(later) && isSure(write, later.node(), later.begunUs());
    }
}
