package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseContentTest {
    @Test
    void hasTheSameIdForTheSameContentOnEveryMachine() {
        assertThat(content("support", "gpt-4o", "Be kind.", null).id()).isEqualTo("d6f5c100670a");
    }

    @Test
    void hasAnotherIdForEveryChangeThatCanChangeAnAnswer() {
        assertThat(List.of(
                        content("support", "gpt-4o", "Be kind.", null).id(),
                        content("other", "gpt-4o", "Be kind.", null).id(),
                        content("support", "gpt-4o-mini", "Be kind.", null).id(),
                        content("support", "gpt-4o", "Be brief.", null).id(),
                        content("support", "gpt-4o", "Be kind.", Set.of()).id(),
                        content("support", "gpt-4o", "Be kind.", Set.of("a")).id(),
                        content("support", "gpt-4o", "Be kind.", Set.of("a", "b"))
                                .id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotDependOnTheOrderOfASet() {
        assertThat(content("r", "m", "p", Set.of("a", "b", "c", "d")).id())
                .isEqualTo(content("r", "m", "p", new java.util.LinkedHashSet<>(List.of("d", "b", "a", "c")))
                        .id());
    }

    private static ReleaseContent content(String name, String model, String prompt, @Nullable Set<String> tools) {
        Route route = new Route(
                name,
                "purpose",
                List.of("t"),
                "p@1",
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                tools,
                500,
                null,
                RouterPolicy.FIXED);
        Target target = new Target("t", "provider", model, null, 100, null);
        return new ReleaseContent(route, List.of(target), new Prompt("p", 1, new PromptTemplate(prompt)), null);
    }
}
