package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.state.Audit;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.RolloutState.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a route's rollouts before the newest, as its audit tells. */
final class PastRollouts {
    /** How many writes about a route are looked at. */
    static final int MOST_WRITES = 1_000;

    private PastRollouts() {}

    /** One of them. */
    private static final class Past {
        final Command.StartRollout terms;
        final ControlRecord record;
        int stage;
        Phase phase = Phase.RUNNING;

        @Nullable
        ControlRecord end;

        Past(Command.StartRollout terms, ControlRecord record) {
            this.terms = terms;
            this.record = record;
        }

        void end(ControlRecord by, Phase how) {
            phase = how;
            end = by;
        }
    }

    /** Whether a write begins, moves or ends rollouts of a route. */
    static boolean isAbout(ControlRecord record, String route) {
        return record.entry() instanceof Entry.Said(Command.OfRoute command)
                && command.route().equals(route)
                && switch (command) {
                    case Command.StartRollout _,
                            Command.EnterStage _,
                            Command.EndRollout _,
                            Command.EndCanary _,
                            Command.Withdraw _,
                            Command.Activate _ -> true;
                    case Command.PublishRelease publish -> publish.activate();
                    case Command.SetCanary _,
                            Command.SetShadow _,
                            Command.EndShadow _,
                            Command.RecordEval _,
                            Command.ApproveStage _,
                            Command.PauseRollout _,
                            Command.ResumeRollout _ -> false;
                };
    }

    /**
     * All of them, the newest first.
     *
     * @param writes about the route, the newest first
     */
    static List<ObjectNode> shown(List<Audit.Item> writes, KnownRoute route) {
        List<Past> all = new ArrayList<>();
        writes.reversed().stream()
                .filter(write -> write.standing() == Audit.Standing.EFFECTIVE)
                .map(Audit.Item::record)
                .forEach(record -> add(all, record));
        return all.reversed().stream()
                .filter(past -> route.state().rollout() == null
                        || !past.record.id().equals(route.state().rollout().id()))
                .map(past -> shown(past, route))
                .toList();
    }

    private static void add(List<Past> all, ControlRecord record) {
        if (!(record.entry() instanceof Entry.Said(Command.OfRoute command))) {
            return;
        }
        if (command instanceof Command.StartRollout start) {
            all.add(new Past(start, record));
        } else if (!all.isEmpty() && all.getLast().end == null) {
            move(all.getLast(), command, record);
        }
    }

    private static void move(Past past, Command.OfRoute command, ControlRecord record) {
        String id = past.record.id();
        switch (command) {
            case Command.EnterStage enter -> past.stage = enter.rollout().equals(id) ? enter.stage() : past.stage;
            case Command.EndRollout(String _, List<String> ended) -> {
                if (ended.contains(id)) {
                    past.end(record, Phase.ABORTED);
                }
            }
            case Command.EndCanary(String _, List<String> ended) -> {
                if (ended.contains(id)) {
                    past.end(record, Phase.ABORTED);
                }
            }
            case Command.Withdraw(String _, String release) -> {
                if (release.equals(past.terms.candidate())) {
                    past.end(record, Phase.ROLLED_BACK);
                } else if (release.equals(past.terms.baseline())) {
                    past.end(record, Phase.SUPERSEDED);
                }
            }
            case Command.Activate activate -> activated(past, activate.release(), record);
            case Command.PublishRelease publish ->
                activated(past, publish.content().id(), record);
            case Command.StartRollout _,
                    Command.SetCanary _,
                    Command.SetShadow _,
                    Command.EndShadow _,
                    Command.RecordEval _,
                    Command.ApproveStage _,
                    Command.PauseRollout _,
                    Command.ResumeRollout _ -> {
                // Nothing of this moves or ends one.
            }
        }
    }

    private static void activated(Past past, String release, ControlRecord record) {
        past.end(record, release.equals(past.terms.candidate()) ? Phase.COMPLETED : Phase.SUPERSEDED);
    }

    private static ObjectNode shown(Past past, KnownRoute route) {
        ControlRecord end = past.end;
        return (ObjectNode) ShownRollout.head(route, past.terms, past.record, past.phase.word())
                .put("stage", past.stage)
                .put("stage_name", past.terms.policy().stages().get(past.stage).word())
                .set("end", end == null ? null : ShownRollout.end(end));
    }
}
