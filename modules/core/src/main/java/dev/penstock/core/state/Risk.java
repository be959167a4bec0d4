package dev.penstock.core.state;

import dev.penstock.core.state.ControlRecord.Entry;
import java.util.Comparator;
import java.util.function.BiFunction;

/**
 * How much a write lets through: of two that cannot both be, the one with less is in effect. Least is what moves no
 * traffic, then a shadow, a canary, another current release, and most is a lift; among equals a smaller share or an
 * older release. A write about a budget moves no traffic, nor does an eval.
 */
record Risk(int kind, long amount) implements Comparable<Risk> {
    private static final Comparator<Risk> ORDER =
            Comparator.comparingInt(Risk::kind).thenComparingLong(Risk::amount);

    /**
     * That of a write.
     *
     * @param numbers a release's number, by its route and its id
     */
    static Risk of(ControlRecord record, BiFunction<String, String, Integer> numbers) {
        return record.entry() instanceof Entry.Said(Command.Resuming command) ? of(command, numbers) : new Risk(0, 0);
    }

    private static Risk of(Command.Resuming command, BiFunction<String, String, Integer> numbers) {
        return switch (command) {
            case Command.PublishRelease publish -> publish.activate() ? new Risk(3, Long.MAX_VALUE) : new Risk(0, 0);
            case Command.SetVoters _, Command.Settle _, Command.AddTrigger _, Command.SetPolicy _, Command.KeepRule _ ->
                new Risk(0, 0);
            case Command.RecordEval eval -> new Risk(0, eval.result().isPassed() ? 1 : 0);
            // A block that is overruled may be spent already: so the larger one counts, before all else.
            case Command.GrantBlock grant -> new Risk(0, -grant.units());
            case Command.SetBudget set -> new Risk(0, set.units());
            case Command.ReturnBlock back -> new Risk(0, back.unspent());
            case Command.SetShadow shadow -> new Risk(1, shadow.share().millionths());
            case Command.SetCanary canary -> new Risk(2, canary.share().millionths());
            // Among each other a lower stage is less; against a canary by hand either would do.
            case Command.StartRollout _ -> new Risk(2, 0);
            case Command.EnterStage enter -> new Risk(2, enter.stage());
            case Command.ApproveStage approve -> new Risk(2, approve.stage());
            case Command.ResumeRollout _ -> new Risk(2, 0);
            case Command.Activate activate -> new Risk(3, numbers.apply(activate.route(), activate.release()));
            case Command.Lift _ -> new Risk(4, 0);
        };
    }

    @Override
    public int compareTo(Risk other) {
        return ORDER.compare(this, other);
    }
}
