package dev.penstock.killswitch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.ControlState.ActiveKill;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillSwitchTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant END = START.plusSeconds(60);

    private final Written written = new Written();
    private final List<String> log = new ArrayList<>();
    private Instant now = START;
    private final KillSwitch killSwitch = new KillSwitch(() -> now, log::add);

    @Test
    void aKillIsInEffectOnceItIsTakenUntilItIsLifted() {
        assertThat(isKilled("support")).isFalse();

        killSwitch.take(written.kill(KillScope.ROUTE, "support").state());
        assertThat(isKilled("support")).isTrue();

        killSwitch.take(written.lift(1).state());
        assertThat(isKilled("support")).isFalse();
    }

    @Test
    void listenersAreToldOnceOfEachKillThatCuts() {
        List<String> cut = new ArrayList<>();
        killSwitch.onCut(kills -> cut.addAll(keys(kills)));

        killSwitch.take(written.kill(KillScope.ROUTE, "drained")
                .kill(KillScope.ROUTE, "one", null, null, InFlight.CUT)
                .state());
        assertThat(cut).containsExactly("one");

        killSwitch.take(
                written.kill(KillScope.ROUTE, "two", null, END, InFlight.CUT).state());
        assertThat(cut).containsExactly("one", "two");

        killSwitch.take(written.lift(2).state());
        now = END;
        killSwitch.take(written.kill(KillScope.ROUTE, "three").state());
        now = START;
        killSwitch.take(written.state());
        assertThat(cut).containsExactly("one", "two");
    }

    @Test
    void whoIsToldOfACutFindsItInTheTable() {
        List<Boolean> found = new ArrayList<>();
        killSwitch.onCut(_ -> found.add(isKilled("support")));

        killSwitch.take(written.kill(KillScope.ROUTE, "support", null, null, InFlight.CUT)
                .state());

        assertThat(found).containsExactly(true);
    }

    @Test
    void aKillThatComesExpiredCutsNothing() {
        List<String> cut = new ArrayList<>();
        killSwitch.onCut(kills -> cut.addAll(keys(kills)));
        now = END;

        killSwitch.take(
                written.kill(KillScope.ROUTE, "late", null, END, InFlight.CUT).state());

        assertThat(cut).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void theExpiredLeaveTheTable() {
        killSwitch.take(written.kill(KillScope.ROUTE, "support", null, END, InFlight.DRAIN)
                .state());
        Kills before = killSwitch.kills();
        killSwitch.dropExpired();
        assertThat(killSwitch.kills()).isSameAs(before);

        now = END;
        killSwitch.dropExpired();
        now = START;
        assertThat(isKilled("support"))
                .as("a clock that finds all in the table")
                .isFalse();
    }

    @Test
    void theLogSaysInALineWhatCameInEffectWasLiftedOrExpired() {
        killSwitch.take(written.kill(KillScope.ROUTE, "support")
                .kill(KillScope.MODEL, "gpt", null, END, InFlight.CUT)
                .kill(KillScope.TOOL, "shell", null, END, InFlight.DRAIN)
                .state());
        assertThat(log)
                .containsExactly(
                        "kill r1 of route 'support': in effect, drain, until it is lifted, by ann (ci): leaks our"
                                + " secret plans",
                        "kill r2 of model 'gpt': in effect, cut, until 2026-05-01T12:01:00Z, by ann (ci): leaks our"
                                + " secret plans",
                        "kill r3 of tool 'shell': in effect, drain, until 2026-05-01T12:01:00Z, by ann (ci): leaks our"
                                + " secret plans");
        log.clear();

        killSwitch.take(written.lift(1).lift(3).state());
        assertThat(log).containsExactly("kill r1 of route 'support': lifted", "kill r3 of tool 'shell': lifted");
        log.clear();

        now = END;
        killSwitch.dropExpired();
        killSwitch.dropExpired();
        assertThat(log).containsExactly("kill r2 of model 'gpt': expired");
    }

    @Test
    void oneThatExpiredJustBeforeTheNextStateComesIsLoggedToo() {
        killSwitch.take(
                written.kill(KillScope.MODEL, "gpt", null, END, InFlight.CUT).state());
        log.clear();

        now = END;
        killSwitch.take(written.state());
        killSwitch.take(ControlState.EMPTY);

        assertThat(log).containsExactly("kill r1 of model 'gpt': expired");
    }

    private boolean isKilled(String route) {
        return killSwitch.kills().find(KillScope.ROUTE, route, () -> now) != null;
    }

    private static List<String> keys(List<ActiveKill> kills) {
        return kills.stream().map(kill -> kill.kill().key()).toList();
    }
}
