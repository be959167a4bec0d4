package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReleaseTest {
    @Test
    void hasTheSameIdForTheSameContentOnEveryMachine() {
        assertThat(release("support", "gpt-4o", "Be kind.", null).id()).isEqualTo("1ed335f10795");
    }

    @Test
    void hasAnotherIdForEveryChangeThatCanChangeAnAnswer() {
        assertThat(List.of(
                        release("support", "gpt-4o", "Be kind.", null).id(),
                        release("other", "gpt-4o", "Be kind.", null).id(),
                        release("support", "gpt-4o-mini", "Be kind.", null).id(),
                        release("support", "gpt-4o", "Be brief.", null).id(),
                        release("support", "gpt-4o", "Be kind.", Set.of()).id(),
                        release("support", "gpt-4o", "Be kind.", Set.of("a")).id(),
                        release("support", "gpt-4o", "Be kind.", Set.of("a", "b"))
                                .id()))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotDependOnTheOrderOfASet() {
        assertThat(release("r", "m", "p", Set.of("a", "b", "c", "d")).id())
                .isEqualTo(release("r", "m", "p", new java.util.LinkedHashSet<>(List.of("d", "b", "a", "c")))
                        .id());
    }

    private static Release release(String name, String model, String prompt, @Nullable Set<String> tools) {
        Route route = new Route(
                name, "purpose", List.of("t"), "p@1", null, Sampling.CALLERS, Deadlines.DEFAULT, tools, 500, null);
        Provider provider = new Provider(
                "provider",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:1/v1"),
                null,
                null,
                null,
                1,
                1,
                "max_tokens",
                true);
        Target target = new Target("t", "provider", model, null, 100, null);
        return Release.of(
                route,
                List.of(new Release.Rung(target, provider)),
                new Prompt("p", 1, new PromptTemplate(prompt)),
                null);
    }
}
