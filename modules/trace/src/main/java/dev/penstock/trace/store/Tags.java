package dev.penstock.trace.store;

import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.Trace;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tags of a trace. */
final class Tags {
    private final Set<String> tags = new LinkedHashSet<>();

    private Tags() {}

    static Set<String> of(Trace trace) {
        Tags of = new Tags();
        of.add(Tag.ROUTE, trace.route());
        of.add(Tag.RELEASE, trace.release());
        of.prompt(trace.prompt());
        of.add(Tag.SESSION, trace.facts().session());
        of.add(Tag.OUTCOME, trace.outcome().word());
        of.add(Tag.CALLER, trace.caller());
        ArmNote note = trace.choices().note();
        of.add(Tag.ROLLOUT, note == null ? null : note.rollout());
        of.add(Tag.ARM, trace.choices().arm());
        for (Attempt attempt : trace.attempts()) {
            of.add(Tag.TARGET, attempt.target());
            of.add(Tag.MODEL, attempt.model());
            of.add(
                    Tag.DIAGNOSIS,
                    attempt.diagnosis() == null ? null : attempt.diagnosis().word());
            of.add(Tag.ANSWER, attempt.answerId());
            if (attempt.contract() != null) {
                attempt.contract().checks().forEach(check -> of.add(Tag.CHECK, check));
            }
        }
        of.tags.addAll(Buckets.LATENCY.tags(trace.totalUs()));
        Long cost = trace.costPicodollars();
        if (cost != null) {
            of.tags.addAll(Buckets.COST.tags(cost));
        }
        return of.tags;
    }

    private void add(Tag tag, @Nullable String value) {
        if (value != null) {
            tags.add(tag.of(value));
        }
    }

    private void prompt(@Nullable String prompt) {
        add(Tag.PROMPT, prompt);
        int version = prompt == null ? -1 : prompt.lastIndexOf('@');
        if (prompt != null && version > 0) {
            add(Tag.PROMPT, prompt.substring(0, version));
        }
    }
}
