package dev.penstock.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private static List<Schedule> many() {
        return IntStream.range(0, 200)
                .mapToObj(seed -> Schedule.of(seed, seed % 2 == 0 ? 3 : 5, LENGTH))
                .toList();
    }

    @Test
    void theSameSeedIsTheSameSchedule() {
        assertThat(Schedule.of(7, 5, LENGTH)).isEqualTo(Schedule.of(7, 5, LENGTH));
        assertThat(Schedule.of(7, 5, LENGTH)).isNotEqualTo(Schedule.of(8, 5, LENGTH));
    }

    @Test
    void allKindsOfFaultsComeAndAllOfThemEnd() {
        Set<String> kinds = new TreeSet<>();
        for (Schedule schedule : many()) {
            Set<String> away = new HashSet<>();
            boolean cut = false;
            for (Schedule.Step step : schedule.steps()) {
                kinds.add(step.fault().getClass().getSimpleName());
                switch (step.fault()) {
                    case Fault.Cut _ -> cut = true;
                    case Fault.Heal _ -> cut = false;
                    case Fault.Freeze(String node) -> assertThat(away.add(node)).isTrue();
                    case Fault.Kill(String node) -> assertThat(away.add(node)).isTrue();
                    case Fault.LoseDisk(String node) -> {
                        assertThat(cut).as("%s", schedule).isFalse();
                        assertThat(away).as("%s", schedule).isEmpty();
                        away.add(node);
                    }
                    case Fault.Thaw(String node) ->
                        assertThat(away.remove(node)).isTrue();
                    case Fault.Start(String node) ->
                        assertThat(away.remove(node)).isTrue();
                    case Fault.Jump _ -> {}
                }
            }
            assertThat(away).as("%s", schedule).isEmpty();
            assertThat(cut).as("%s", schedule).isFalse();
        }
        assertThat(kinds).containsExactly("Cut", "Freeze", "Heal", "Jump", "Kill", "LoseDisk", "Start", "Thaw");
    }

    @Test
    void stepsAreInOrderAndDoNotTakeMuchLongerThanAsked() {
        for (Schedule schedule : many()) {
            List<Integer> times = new ArrayList<>(
                    schedule.steps().stream().map(Schedule.Step::atMs).toList());
            assertThat(times).isSorted();
            assertThat(times.getLast()).as("%s", schedule).isBetween(15_000, 36_000);
        }
    }

    @Test
    void sometimesAllNodesAreStopped() {
        assertThat(many())
                .anySatisfy(schedule -> assertThat(schedule.steps().stream()
                                .filter(step -> step.fault() instanceof Fault.Kill)
                                .collect(Collectors.groupingBy(Schedule.Step::atMs, Collectors.counting()))
                                .values())
                        .contains((long) schedule.nodes().size()));
    }

    @Test
    void someCutsAreOneWay() {
        Set<Boolean> bothWays = many().stream()
                .flatMap(schedule -> schedule.steps().stream())
                .filter(step -> step.fault() instanceof Fault.Cut)
                .map(step -> ((Fault.Cut) step.fault()).links())
                .map(links -> links.stream().allMatch(link -> links.contains(new Fault.Link(link.to(), link.from()))))
                .collect(Collectors.toSet());
        assertThat(bothWays).containsExactlyInAnyOrder(true, false);
    }
}
