package dev.penstock.core.state;

import dev.penstock.core.state.RolloutState.Phase;
import dev.penstock.core.state.RouteState.Withdrawn;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the effective records about one route's rollouts make of the newest. */
final class RolloutFold {
    private static final Comparator<Pause> BY_RECORD = Comparator.comparing(Pause::record, ControlRecord.ORDER);

    private final TreeSet<Pause> pauses = new TreeSet<>(BY_RECORD);
    /** What ended rollouts, by their ids; the oldest of several. */
    private final Map<String, ControlRecord> ends = new HashMap<>();
    /** The ids of those that have started. */
    private final Set<String> known = new HashSet<>();

    private final Map<Integer, ControlRecord> approved = new HashMap<>();
    private Command.@Nullable StartRollout terms;
    private @Nullable ControlRecord started;
    private @Nullable ControlRecord entered;
    /** What let it go on, since it entered the stage. */
    private @Nullable ControlRecord resumed;
    /** The activation since it started. */
    private @Nullable ControlRecord activated;

    private boolean isCandidateCurrent;
    private int stage;

    private record Pause(ControlRecord record, List<String> rollouts) {}

    /** What may have ended it: of several the first has. */
    private record End(ControlRecord record, Phase phase) {}

    /** In the place of the one before. */
    void start(ControlRecord record, Command.StartRollout start) {
        known.add(record.id());
        terms = start;
        started = record;
        entered = record;
        resumed = null;
        activated = null;
        stage = 0;
        approved.clear();
    }

    void enter(ControlRecord record, Command.EnterStage enter) {
        if (isAbout(enter.rollout())) {
            stage = enter.stage();
            entered = record;
            resumed = null;
            // Who goes back goes on by new approvals.
            approved.keySet().removeIf(number -> number >= stage);
        }
    }

    void approve(ControlRecord record, Command.ApproveStage approve) {
        if (isAbout(approve.rollout())) {
            approved.put(approve.stage(), record);
        }
    }

    void pause(ControlRecord record, Command.PauseRollout pause) {
        pauses.add(new Pause(record, pause.rollouts()));
    }

    void resume(ControlRecord record, Command.ResumeRollout resume) {
        if (isAbout(resume.rollout())) {
            resumed = record;
        }
    }

    void end(ControlRecord record, List<String> rollouts) {
        for (String rollout : rollouts) {
            ends.merge(rollout, record, (one, other) -> ControlRecord.ORDER.compare(one, other) <= 0 ? one : other);
        }
    }

    /** A release was made the route's current one. */
    void activated(String release, ControlRecord record) {
        if (terms != null && activated == null) {
            activated = record;
            isCandidateCurrent = terms.candidate().equals(release);
        }
    }

    private boolean isAbout(String rollout) {
        return started != null && started.id().equals(rollout);
    }

    /** The release that the newest was about to give traffic to, if nobody has ended it; null for none. */
    @Nullable
    String candidate() {
        return terms == null
                        || started == null
                        || activated != null
                        || ends.containsKey(started.id())
                        || terms.candidate().equals(terms.baseline())
                ? null
                : terms.candidate();
    }

    /** The ids of the records that determine the state; {@code over} are those that were taken back. */
    Set<String> standing(Set<String> over) {
        Set<String> ids = new HashSet<>();
        if (started != null && entered != null) {
            Stream.concat(Stream.of(started, entered), approved.values().stream())
                    .forEach(record -> ids.add(record.id()));
            standingPauses(over).forEach(record -> ids.add(record.id()));
            Stream.of(resumed, ends.get(started.id()), activated)
                    .filter(Objects::nonNull)
                    .forEach(record -> ids.add(record.id()));
        }
        // What stops a rollout may be heard of before its start.
        pauses.stream()
                .filter(pause -> !known.containsAll(pause.rollouts()))
                .forEach(pause -> ids.add(pause.record().id()));
        ends.forEach((rollout, record) -> {
            if (!known.contains(rollout)) {
                ids.add(record.id());
            }
        });
        return ids;
    }

    private List<ControlRecord> standingPauses(Set<String> over) {
        return pauses.stream()
                .filter(pause -> pause.rollouts().stream().anyMatch(this::isAbout))
                .map(Pause::record)
                .filter(record -> !over.contains(record.id()))
                .toList();
    }

    /**
     * The newest rollout; null if there was none.
     *
     * @param withdraws the route's that stand
     * @param over ids of records that were ended or taken back
     */
    @Nullable
    RolloutState state(List<Withdrawn> withdraws, Set<String> over) {
        if (terms == null || started == null || entered == null) {
            return null;
        }
        List<ControlRecord> paused = standingPauses(over);
        End end = Stream.of(
                        end(withdrawn(terms.candidate(), withdraws), Phase.ROLLED_BACK),
                        end(withdrawn(terms.baseline(), withdraws), Phase.SUPERSEDED),
                        end(ends.get(started.id()), Phase.ABORTED),
                        end(activated, isCandidateCurrent ? Phase.COMPLETED : Phase.SUPERSEDED))
                .filter(Objects::nonNull)
                .min(Comparator.comparing(End::record, ControlRecord.ORDER))
                .orElse(null);
        Phase phase = end != null ? end.phase() : paused.isEmpty() ? Phase.RUNNING : Phase.PAUSED;
        return new RolloutState(
                terms,
                started,
                stage,
                entered,
                resumed,
                approved.keySet(),
                paused,
                phase,
                end == null ? null : end.record());
    }

    private static @Nullable End end(@Nullable ControlRecord record, Phase phase) {
        return record == null ? null : new End(record, phase);
    }

    private static @Nullable ControlRecord withdrawn(String release, List<Withdrawn> withdraws) {
        return withdraws.stream()
                .filter(one -> one.release().equals(release))
                .findFirst()
                .map(Withdrawn::record)
                .orElse(null);
    }
}
