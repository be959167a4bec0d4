package dev.penstock.app.chaos;

import static dev.penstock.app.chaos.Histories.NODES;
import static dev.penstock.app.chaos.Histories.done;
import static dev.penstock.app.chaos.Histories.lifted;
import static dev.penstock.app.chaos.Histories.picture;
import static dev.penstock.app.chaos.Histories.refused;
import static dev.penstock.app.chaos.Histories.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.app.chaos.Deed.Activate;
import dev.penstock.app.chaos.Deed.EndCanary;
import dev.penstock.app.chaos.Deed.Kill;
import dev.penstock.app.chaos.Deed.Lift;
import dev.penstock.app.chaos.Deed.Publish;
import dev.penstock.app.chaos.Deed.SetCanary;
import dev.penstock.app.chaos.Deed.Withdraw;
import dev.penstock.app.chaos.Look.Canary;
import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each promise: a history that keeps it, and one that breaks it. Times are microseconds. */
class ModelTest {
    private static final long SECOND = 1_000_000;
    private static final Picture NOTHING = picture(Map.of());
    private static final Write PUBLISHED = all(new Publish("red", true), "one", 1, 2);

    private static Write all(Deed deed, String reason, long begun, long ended) {
        return done(deed, reason, "a", begun, ended, 3, "a", "b", "c");
    }

    private static Picture red(@Nullable String serves, List<String> releases, Set<String> withdrawn) {
        return picture(Map.of("red", new Route(serves, releases, withdrawn, null)));
    }

    private static Picture red(String serves, List<String> releases, Canary canary) {
        return picture(Map.of("red", new Route(serves, releases, Set.of(), canary)));
    }

    // --- kills

    @Test
    void aKillIsInEffectWhereItIsSaidToBe() {
        Write kill = done(new Kill("red"), "k", "a", 10, 20, 2, "a", "b");
        assertThat(new Histories().write(kill).look("c", 21, 22, NOTHING).violations())
                .isEmpty();
        assertThat(new Histories().write(kill).look("b", 19, 22, NOTHING).violations())
                .isEmpty();
        assertThat(new Histories().write(kill).look("b", 21, 22, NOTHING).violations())
                .singleElement()
                .asString()
                .contains("not in effect");
    }

    @Test
    void aRequestToAKilledRouteIsStopped() {
        Write kill = done(new Kill("red"), "k", "a", 10, 20, 2, "a", "b");
        assertThat(new Histories().write(kill).ask("a", 21, 22, 503, "k").violations())
                .isEmpty();
        assertThat(new Histories().write(kill).ask("a", 15, 22, 502, null).violations())
                .isEmpty();
        assertThat(new Histories().write(kill).ask("a", 21, 22, 502, null).violations())
                .hasSize(1);
        assertThat(new Histories().ask("a", 21, 22, 503, "k").violations()).hasSize(1);
    }

    @Test
    void aKillReachesWhoeverCanHearItLongEnough() {
        Write kill = done(new Kill("red"), "k", "a", 10, 20, 1, "a");
        assertThat(new Histories()
                        .write(kill)
                        .look("c", 19 * SECOND, 19 * SECOND + 1, NOTHING)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(kill)
                        .look("c", 21 * SECOND, 21 * SECOND + 1, NOTHING)
                        .violations())
                .hasSize(1);
        assertThat(new Histories()
                        .write(kill)
                        .strike(Fault.Cut.around(Set.of("c"), NODES), 5 * SECOND, 5 * SECOND + 1)
                        .look("c", 31 * SECOND, 31 * SECOND + 1, NOTHING)
                        .violations())
                .isEmpty();
    }

    @Test
    void aKillOnDiskOutlivesItsProcessButNotItsDisk() {
        Write kill = done(new Kill("red"), "k", "a", 10, 20, 2, "a", "b");
        assertThat(new Histories()
                        .write(kill)
                        .strike(new Fault.Kill("b"), 30, 31)
                        .look("b", 40, 41, NOTHING)
                        .violations())
                .hasSize(1);
        assertThat(new Histories()
                        .write(kill)
                        .strike(new Fault.LoseDisk("b"), 30, 31)
                        .look("b", 40, 41, NOTHING)
                        .violations())
                .isEmpty();
        Write inMemory = done(new Kill("red"), "k", "a", 10, 20, 1, "a", "b");
        assertThat(new Histories()
                        .write(inMemory)
                        .strike(new Fault.Kill("b"), 30, 31)
                        .look("b", 40, 41, NOTHING)
                        .violations())
                .isEmpty();
    }

    @Test
    void aKillIsThereAtTheEndUnlessItsDisksWereLost() {
        Write kill = done(new Kill("red"), "k", "a", 10, 20, 1, "a");
        assertThat(new Histories().write(kill).last(100, NOTHING).violations()).isNotEmpty();
        assertThat(new Histories()
                        .write(kill)
                        .strike(new Fault.LoseDisk("a"), 15, 25)
                        .last(100, NOTHING)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(kill)
                        .strike(new Fault.LoseDisk("a"), 21, 25)
                        .last(100, NOTHING)
                        .violations())
                .isNotEmpty();
    }

    @Test
    void onlyALiftThatWasNotRefusedEndsAKill() {
        Write kill = all(new Kill("red"), "k", 10, 20);
        assertThat(new Histories()
                        .write(kill, lifted("l", "b", 30, 40, "k"))
                        .last(100, NOTHING)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(kill, unknown(new Lift("red"), "l", "b", 30))
                        .last(100, NOTHING)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(kill, refused(new Lift("red"), "l", "b", 30, 40))
                        .last(100, NOTHING)
                        .violations())
                .isNotEmpty();
        assertThat(new Histories()
                        .write(kill, lifted("l", "b", 30, 40, "another"))
                        .last(100, NOTHING)
                        .violations())
                .isNotEmpty();
    }

    @Test
    void whatWasLiftedIsNotKilledAgain() {
        Write kill = all(new Kill("red"), "k", 10, 20);
        Write lift = lifted("l", "b", 30, 40, "k");
        Picture killed = picture(Map.of(), "k");
        assertThat(new Histories().write(kill, lift).look("c", 35, 45, killed).violations())
                .isEmpty();
        assertThat(new Histories().write(kill, lift).look("c", 41, 45, killed).violations())
                .hasSize(1);
        assertThat(new Histories().write(kill, lift).last(100, killed).violations())
                .isNotEmpty();
        assertThat(new Histories().write(kill, lift).ask("c", 41, 45, 503, "k").violations())
                .hasSize(1);
    }

    // --- what resumes something

    @Test
    void whatWasRefusedIsNowhere() {
        Write refused = refused(new Publish("red", true), "two", "a", 10, 20);
        assertThat(new Histories()
                        .write(PUBLISHED, refused)
                        .look("b", 30, 31, red("two", List.of("one", "two"), Set.of()))
                        .violations())
                .anyMatch(violation -> violation.contains("a release that must not be"))
                .anyMatch(violation -> violation.contains("serves what nobody has activated"));
        assertThat(new Histories()
                        .write(PUBLISHED, refused(new SetCanary("red", "one", 5), "c", "a", 10, 20))
                        .look("b", 30, 31, red("one", List.of("one"), new Canary("c", "one", 5)))
                        .violations())
                .singleElement()
                .asString()
                .contains("a canary that must not be");
    }

    @Test
    void nothingResumesWhileItsNodeReachesNoMajority() {
        Write two = unknown(new Publish("red", false), "two", "a", 200);
        Histories cut = new Histories()
                .write(PUBLISHED, two)
                .strike(Fault.Cut.around(Set.of("a"), NODES), 100, 110)
                .strike(new Fault.Heal(), 500, 510);
        Picture seen = red("one", List.of("one", "two"), Set.of());
        assertThat(cut.look("a", 600, 610, seen).violations()).isEmpty();
        assertThat(cut.look("a", 300, 310, seen).violations()).hasSize(1);
    }

    @Test
    void nothingThatResumesIsAcknowledgedWithoutAMajority() {
        assertThat(new Histories()
                        .write(done(new Publish("red", true), "one", "a", 1, 2, 1, "a"))
                        .violations())
                .singleElement()
                .asString()
                .contains("too few disks");
        assertThat(new Histories()
                        .write(all(new Publish("red", true), "one", 200, 300))
                        .strike(Fault.Cut.around(Set.of("a"), NODES), 100, 110)
                        .violations())
                .singleElement()
                .asString()
                .contains("without a majority in reach");
    }

    @Test
    void whatWasAcknowledgedIsNotLost() {
        Write two = all(new Publish("red", false), "two", 10, 20);
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .last(100, red("one", List.of("one", "two"), Set.of()))
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .last(100, red("one", List.of("one"), Set.of()))
                        .violations())
                .isNotEmpty();
    }

    @Test
    void theLatestActivationServes() {
        Write two = all(new Publish("red", true), "two", 10, 20);
        List<String> both = List.of("one", "two");
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .last(100, red("two", both, Set.of()))
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .last(100, red("one", both, Set.of()))
                        .violations())
                .isNotEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .last(100, red(null, both, Set.of()))
                        .violations())
                .isNotEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two, unknown(new Activate("red", "one"), "again", "b", 30))
                        .last(100, red("one", both, Set.of()))
                        .violations())
                .isEmpty();
    }

    @Test
    void whatWasWithdrawnDoesNotServe() {
        Write two = all(new Publish("red", true), "two", 10, 20);
        Write withdraw = all(new Withdraw("red", "two"), "w", 30, 40);
        List<String> both = List.of("one", "two");
        assertThat(new Histories()
                        .write(PUBLISHED, two, withdraw)
                        .last(100, red("one", both, Set.of("two")))
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two, withdraw)
                        .look("b", 50, 51, red("two", both, Set.of()))
                        .violations())
                .hasSize(1);
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .look("b", 50, 51, red("one", both, Set.of("two")))
                        .violations())
                .singleElement()
                .asString()
                .contains("withdrawn by nobody");
    }

    @Test
    void theLatestCanaryStandsUntilSomethingEndsIt() {
        Write two = all(new Publish("red", false), "two", 3, 4);
        Write small = all(new SetCanary("red", "two", 5), "small", 10, 20);
        Write large = all(new SetCanary("red", "two", 50), "large", 30, 40);
        Write end = all(new EndCanary("red"), "end", 50, 60);
        List<String> both = List.of("one", "two");
        Picture none = red("one", both, Set.of());
        Picture isSmall = red("one", both, new Canary("small", "two", 5));
        Picture isLarge = red("one", both, new Canary("large", "two", 50));
        assertThat(new Histories()
                        .write(PUBLISHED, two, small, large)
                        .last(100, isLarge)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two, small, large)
                        .last(100, isSmall)
                        .violations())
                .hasSize(1);
        assertThat(new Histories()
                        .write(PUBLISHED, two, small, large)
                        .last(100, none)
                        .violations())
                .hasSize(1);
        assertThat(new Histories()
                        .write(PUBLISHED, two, small, large, end)
                        .last(100, none)
                        .violations())
                .isEmpty();
        assertThat(new Histories()
                        .write(PUBLISHED, two, small, large, end)
                        .last(100, isLarge)
                        .violations())
                .hasSize(1);
    }

    // --- the same everywhere

    @Test
    void releasesHaveTheOrderInWhichTheyWereAcknowledgedAndNoOther() {
        Write two = all(new Publish("red", false), "two", 10, 20);
        Picture wrong = red("one", List.of("two", "one"), Set.of());
        Picture right = red("one", List.of("one", "two"), Set.of());
        assertThat(new Histories().write(PUBLISHED, two).last(100, wrong).violations())
                .singleElement()
                .asString()
                .contains("comes before");
        assertThat(new Histories()
                        .write(PUBLISHED, two)
                        .look("b", 15, 16, wrong)
                        .last(100, right)
                        .violations())
                .singleElement()
                .asString()
                .contains("the order of red was");
    }

    @Test
    void whatIsUnknownIsTheSameOnAllNodes() {
        Write kill = unknown(new Kill("red"), "k", "a", 10);
        Picture killed = picture(Map.of(), "k");
        assertThat(new Histories().write(kill).last(100, killed).violations()).isEmpty();
        assertThat(new Histories().write(kill).last(100, NOTHING).violations()).isEmpty();
        assertThat(new Histories()
                        .write(kill)
                        .last("a", 100, killed)
                        .last("b", 100, NOTHING)
                        .violations())
                .singleElement()
                .asString()
                .contains("nodes differ");
    }
}
