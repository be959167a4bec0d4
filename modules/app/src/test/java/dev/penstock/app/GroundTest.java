package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.config.Secrets;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.SecretRef;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroundTest {
    @Test
    void aDatabaseThatIsNotThereEndsTheStartInWordsWithoutThePassword() {
        NodeConfig demo = Demo.config(0, 1, KeyCommand.hash("key"), KeyCommand.hash("token"));
        NodeConfig config = new NodeConfig(
                demo.node(),
                demo.data(),
                demo.admin(),
                demo.operations(),
                demo.adminTokens(),
                null,
                null,
                new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/penstock", "penstock", new SecretRef.Env("PASSWORD")),
                demo.open(),
                demo.keys(),
                demo.limits(),
                demo.traces(),
                demo.providers(),
                demo.targets(),
                demo.breakers(),
                demo.retryBudgets(),
                demo.learn(),
                demo.telemetry(),
                demo.prompts(),
                demo.contracts(),
                demo.routes());

        Secrets secrets = new Secrets(Path.of("."), Map.of("PASSWORD", "a-planted-p4ssword")::get);

        assertThatThrownBy(() -> Ground.of(config, secrets, InstantSource.system()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(
                        "The database jdbc:postgresql://127.0.0.1:1/penstock cannot be used: Connection to"
                                + " 127.0.0.1:1 refused")
                .hasMessageNotContaining("a-planted-p4ssword");
    }
}
