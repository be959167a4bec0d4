package dev.penstock.config;

import dev.penstock.core.config.Webhook;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code rollouts:}. What a policy does not say is as in {@link RolloutPolicy#DEFAULT}. */
final class RolloutPolicies {
    private static final RolloutPolicy USUAL = RolloutPolicy.DEFAULT;

    private final @Nullable List<String> webhooks;

    /** {@code webhooks} are those that can be asked; null where that is not known, and any may be. */
    RolloutPolicies(@Nullable List<Webhook> webhooks) {
        this.webhooks =
                webhooks == null ? null : webhooks.stream().map(Webhook::name).toList();
    }

    /** All of them, by their names. */
    Map<String, RolloutPolicy> read(Section node) {
        Map<String, RolloutPolicy> policies = new HashMap<>();
        Section section = node.section("rollouts", Keys.NAMES);
        if (section != null) {
            for (String name : section.keys()) {
                Section fields = section.section(name, Keys.ROLLOUT);
                RolloutPolicy policy = fields == null ? null : policy(name, fields);
                if (policy != null) {
                    policies.put(name, policy);
                }
            }
        }
        return policies;
    }

    /** One of them; null, and mistakes, if it is none. */
    @Nullable
    RolloutPolicy policy(String name, Section section) {
        List<Stage> stages = new RolloutStages(webhooks).read(section);
        List<Guardrail> guardrails = Guardrails.read(section);
        Double alpha = section.fraction("alpha");
        Double beta = section.fraction("beta");
        Duration horizon = section.duration("horizon", USUAL.horizon());
        List<QuietTime> quiet = QuietTimes.read(section);
        return section.make(() -> new RolloutPolicy(
                name,
                stages == null ? USUAL.stages() : stages,
                guardrails == null ? USUAL.guardrails() : guardrails,
                alpha == null ? USUAL.alpha() : alpha,
                beta == null ? USUAL.beta() : beta,
                horizon,
                quiet));
    }
}
