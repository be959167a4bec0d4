package dev.penstock.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AdminTokenTest {
    private static final String HASH = "sha256:" + "0".repeat(64);

    @Test
    void noTokenIsNamedAsATriggerIs() {
        assertThatThrownBy(() -> new AdminToken("trigger:alert", Role.VIEWER, HASH))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("name")
                .hasMessageContaining("trigger:alert");
        assertThat(new AdminToken("team:ann", Role.VIEWER, HASH).name()).isEqualTo("team:ann");
    }
}
