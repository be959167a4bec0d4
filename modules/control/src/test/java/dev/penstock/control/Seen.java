package dev.penstock.control;

import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node of these tests sees and does. */
final class Seen implements Observed {
    /** How far the rollout of any route is. */
    volatile @Nullable RolloutView rollout;

    /** What it has learned. */
    static final HealingRule RULE = new HealingRule(
            "small", null, new Signature.Parameter("max_tokens"), new RuleAction.Send("max_completion_tokens"));

    @Override
    public List<String> verticles() {
        return List.of("OneVerticle", "OtherVerticle");
    }

    @Override
    public Target target(String name) {
        return name.equals("large") ? new Target("half_open", 2, true) : new Target("closed", 0, false);
    }

    @Override
    public List<LearnedRule> rules() {
        Instant at = Instant.parse("2026-11-21T11:00:00Z");
        return List.of(new LearnedRule(RULE, "learned", at, at.plusSeconds(3_600), "node-a", "5 were healed so"));
    }

    @Override
    public Tried tried(String rule) {
        return new Tried(7, 1, rule.equals(RULE.id()) ? null : Instant.parse("2026-11-21T11:30:00Z"));
    }

    @Override
    public Map<String, Long> requestsByArm(String route, String candidate) {
        return Map.of("candidate", 7L);
    }

    @Override
    public String judge() {
        return "node-a";
    }

    @Override
    public Optional<RolloutView> rollout(String route) {
        return Optional.ofNullable(rollout);
    }
}
