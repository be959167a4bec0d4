package dev.penstock.core;

import static dev.penstock.core.NearNames.near;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearNamesTest {
    @Test
    void aLetterTooManyTooFewWrongOrSwappedIsNear() {
        assertThat(near("supportt", List.of("support"))).containsExactly("support");
        assertThat(near("suport", List.of("support"))).containsExactly("support");
        assertThat(near("suppart", List.of("support"))).containsExactly("support");
        assertThat(near("base_ulr", List.of("base_url"))).containsExactly("base_url");
    }

    @Test
    void letterCaseDoesNotCount() {
        assertThat(near("SUPPORT", List.of("support"))).containsExactly("support");
    }

    @Test
    void aNameThatGoesOnIsNear() {
        assertThat(near("sup", List.of("support@2", "sales@1"))).containsExactly("support@2");
    }

    @Test
    void theNearestComesFirstAndNoMoreThanThreeCome() {
        assertThat(near("target", List.of("targetxx", "targex", "target", "targets", "tar")))
                .containsExactly("target", "targets", "targex");
    }

    @Test
    void whatIsFarIsNotNear() {
        assertThat(near("queue", List.of("model", "provider"))).isEmpty();
        assertThat(near("", List.of("a"))).isEmpty();
        assertThat(near("x".repeat(100_000), List.of("x".repeat(100_001)))).isEmpty();
    }
}
