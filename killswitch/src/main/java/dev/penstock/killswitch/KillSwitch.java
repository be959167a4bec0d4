package dev.penstock.killswitch;

import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveKill;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The kills that this node knows, for all its threads. Who reads takes no lock; who writes does, one after the other.
 */
public final class KillSwitch {
    private final InstantSource clock;
    private final Consumer<String> log;
    private final List<Consumer<List<ActiveKill>>> cutListeners = new CopyOnWriteArrayList<>();
    /** Those of the last control state, the expired among them, by their records' ids. */
    private Map<String, ActiveKill> known = Map.of();
    /** Those of them that had not expired when it was last looked. */
    private List<ActiveKill> standing = List.of();

    private volatile Kills kills = Kills.NONE;

    /** {@code log} is told in a line what comes in effect, is lifted or expires. */
    public KillSwitch(InstantSource clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /** What is stopped now. To be asked anew at each attempt. */
    public Kills kills() {
        return kills;
    }

    /**
     * Has a listener told of each kill that cuts, once: as it comes, on the thread that brings it, when {@link #kills}
     * has it already. So whoever then looks at what is under way misses nothing.
     */
    public void onCut(Consumer<List<ActiveKill>> listener) {
        cutListeners.add(listener);
    }

    /** Takes in a control state, which must be newer than the one before. */
    public synchronized void take(ControlState state) {
        Instant now = clock.instant();
        dropExpired(now);
        List<ActiveKill> active = state.killsAt(now);
        List<ActiveKill> arrived =
                active.stream().filter(kill -> !known.containsKey(id(kill))).toList();
        List<ActiveKill> lifted = standing.stream()
                .filter(kill -> !state.kills().containsKey(id(kill)))
                .toList();
        known = state.kills();
        stand(active);
        List<ActiveKill> cutting = arrived.stream().filter(Kills::cuts).toList();
        if (!cutting.isEmpty()) {
            cutListeners.forEach(listener -> listener.accept(cutting));
        }
        arrived.forEach(kill -> log.accept(KillLine.inEffect(kill)));
        lifted.forEach(kill -> log.accept(KillLine.lifted(kill)));
    }

    /** Takes those out of the table whose time is over. They have no effect before that either. */
    synchronized void dropExpired() {
        dropExpired(clock.instant());
    }

    private void dropExpired(Instant now) {
        List<ActiveKill> expired =
                standing.stream().filter(kill -> kill.isExpired(now)).toList();
        if (!expired.isEmpty()) {
            stand(standing.stream().filter(kill -> !kill.isExpired(now)).toList());
            expired.forEach(kill -> log.accept(KillLine.expired(kill)));
        }
    }

    private void stand(List<ActiveKill> left) {
        standing = left;
        kills = Kills.of(left);
    }

    private static String id(ActiveKill kill) {
        return kill.record().id();
    }
}
