package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Target;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Path EXAMPLE = Path.of("../../examples/openai-and-anthropic");

    @Test
    void theExampleLoadsOnceBothKeysAreSet() {
        assertThat(Report.of(load())).isEqualTo("no mistakes\n");
    }

    @Test
    void theExampleTeachesAPolicyOfRolloutsThatCanBeStarted() {
        NodeConfig config = ((Loaded.Good) load()).config();
        RolloutPolicy policy = Objects.requireNonNull(config.rollouts().get("careful"));

        assertThat(policy.stages()).extracting(Stage::gate).contains(new Gate.Approval());
        assertThat(policy.stages())
                .extracting(stage -> stage.exposure().microdollars())
                .contains(5_000_000L);
        assertThat(policy.guardrails()).extracting(Guardrail::limit).contains(new Limit.Fixed(3_000_000));
        assertThat(policy.quiet()).isNotEmpty();
        assertThat(config.targets().values()).extracting(Target::price).doesNotContainNull();
    }

    private static Loaded load() {
        return ConfigLoader.load(
                EXAMPLE, Map.of("OPENAI_API_KEY", "not-a-real-key", "ANTHROPIC_API_KEY", "not-a-real-key")::get);
    }

    @Test
    void withoutTheKeysTheExampleSaysWhichVariablesToSet() {
        assertThat(Report.of(ConfigLoader.load(EXAMPLE, Map.<String, String>of()::get)))
                .contains("'${env:OPENAI_API_KEY}', which is not set in the environment")
                .contains("'${env:ANTHROPIC_API_KEY}', which is not set in the environment")
                .endsWith("2 mistakes in 1 file\n");
    }
}
