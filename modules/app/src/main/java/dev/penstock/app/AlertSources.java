package dev.penstock.app;

import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertSource;
import dev.penstock.alerts.Condition;
import dev.penstock.alerts.Finding;
import dev.penstock.alerts.Trouble;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.healing.Breaker;
import dev.penstock.healing.Breakers;
import dev.penstock.healing.Qualities;
import dev.penstock.healing.learned.Conclusion;
import dev.penstock.healing.learned.Rules;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a node's features find wrong, as alerts. */
final class AlertSources {
    private AlertSources() {}

    static AlertSource degraded(Qualities qualities, LongSupplier nanoTime) {
        return now -> qualities.degraded(nanoTime.getAsLong()).stream()
                .map(each -> new Finding(
                        new Condition(
                                AlertKind.TARGET_DEGRADED, Map.of("target", each.target(), "release", each.release())),
                        "target " + each.target() + " gives release " + each.release()
                                + " more empty, refused or invalid answers than usual, and is asked last",
                        Map.of("usual", each.usual(), "usual_answers", (double) each.usualAnswers()),
                        now))
                .toList();
    }

    static AlertSource breakers(Breakers breakers, Set<String> targets) {
        return now -> targets.stream()
                .filter(target -> breakers.word(target) != Breaker.Word.CLOSED)
                .map(target -> new Finding(
                        new Condition(AlertKind.BREAKER_OPEN, Map.of("target", target)),
                        "target " + target + " fails and is left alone, but for probes",
                        Map.of("openings", (double) breakers.openings(target)),
                        now))
                .toList();
    }

    /** Those that this node has undone, and those that operators keep all the same. */
    static AlertSource rules(String node, Rules rules) {
        return now -> {
            List<Finding> findings = new ArrayList<>();
            for (Conclusion conclusion : rules.conclusions()) {
                if (conclusion.word() == Conclusion.Word.UNDONE
                        && conclusion.node().equals(node)) {
                    HealingRule rule = conclusion.rule();
                    String text = "rule " + rule.id() + " did harm and is undone, for " + conclusion.why() + ": "
                            + rule.sentence();
                    findings.add(harmful(rules, rule.id(), rule, text, conclusion.at()));
                }
            }
            for (Rules.Harm harm : rules.harms()) {
                String text = "rule " + harm.id() + ", which an operator keeps, does harm: "
                        + harm.rule().sentence();
                findings.add(harmful(rules, harm.id(), harm.rule(), text, harm.since()));
            }
            return findings;
        };
    }

    private static Finding harmful(Rules rules, String id, HealingRule rule, String text, Instant since) {
        Rules.Tried tried = rules.tried(id);
        return new Finding(
                new Condition(AlertKind.RULE_HARMFUL, Map.of("rule", id, "target", rule.target())),
                text,
                Map.of("good", (double) tried.good(), "bad", (double) tried.bad()),
                since);
    }

    /**
     * Stories of requests that are dropped, and traces that are not stored.
     *
     * @param dropped how many stories were dropped so far
     * @param crowdedOut how many traces were dropped so far because their store is too slow
     * @param notStored why traces are not stored now; null where they are
     */
    static AlertSource lostStories(
            LongSupplier dropped, LongSupplier crowdedOut, Supplier<@Nullable String> notStored, InstantSource clock) {
        Trouble trouble = new Trouble(AlertKind.TRACES_LOST, Map.of(), clock);
        return new AlertSource() {
            private long before = dropped.getAsLong();
            private long crowdedOutBefore = crowdedOut.getAsLong();

            @Override
            public List<Finding> findings(Instant now) {
                long lost = dropped.getAsLong() - before;
                if (lost > 0) {
                    before += lost;
                    trouble.accept("stories of requests are dropped, for the request log is read too slowly");
                }
                long crowded = crowdedOut.getAsLong() - crowdedOutBefore;
                if (crowded > 0) {
                    crowdedOutBefore += crowded;
                    trouble.accept("traces are not stored: their store is too slow");
                }
                String why = notStored.get();
                if (why != null) {
                    trouble.accept("traces are not stored: " + why.replaceFirst("\\.$", ""));
                }
                return trouble.findings(now);
            }
        };
    }
}
