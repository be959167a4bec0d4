package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimAnswerTest {
    @Test
    void anAnswerDependsOnModelPromptAndNothingElse() {
        assertThat(SimAnswer.of("a", "p")).isEqualTo(SimAnswer.of("a", "p")).startsWith("a: ");
        assertThat(SimAnswer.of("a", "p")).isNotEqualTo(SimAnswer.of("a", "q"));
        assertThat(SimAnswer.of("a!stall@2", "p")).isEqualTo(SimAnswer.of("a", "p"));
        assertThat(SimAnswer.of("a", "p", 3, 0).split(" ")).hasSize(4);
    }

    @Test
    void oneMessageIsItsTextAndSeveralAreLines() {
        assertThat(SimAnswer.prompt(List.of(new SimMessage("user", "Hi")))).isEqualTo("Hi");
        assertThat(SimAnswer.prompt(List.of(new SimMessage("system", "Be brief"), new SimMessage("user", "Hi"))))
                .isEqualTo("system: Be brief\nuser: Hi");
    }

    @Test
    void fourCharactersAreATokenAndNoCharacterIsCut() {
        assertThat(IntStream.of(0, 1, 4, 5, 8).map(length -> Tokens.of("x".repeat(length))))
                .containsExactly(1, 1, 1, 2, 2);
        assertThat(Tokens.of("🌊🌊🌊🌊")).isEqualTo(1);
        assertThat(Tokens.limit("🌊🌊🌊🌊🌊", 1)).isEqualTo("🌊🌊🌊🌊");
    }

    @Test
    void latenciesStayInTheirBounds() {
        var random = new SplittableRandom(1);
        var uniform = new Latency.Uniform(Duration.ofMillis(5), Duration.ofMillis(9));
        var lognormal = new Latency.Lognormal(Duration.ofMillis(100), 0.5);
        int below = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(uniform.draw(random)).isBetween(Duration.ofMillis(5), Duration.ofMillis(9));
            below += lognormal.draw(random).compareTo(Duration.ofMillis(100)) < 0 ? 1 : 0;
        }
        assertThat(below).isBetween(430, 570);
        assertThatThrownBy(() -> new Latency.Uniform(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessage("uniform max is PT0.001S, expected at least the min, PT0.002S");
    }

    @Test
    void textsThatShareWordsHaveVectorsThatAreNear() {
        double near = product("close the gate now", "close the gate later");
        assertThat(near).isGreaterThan(product("close the gate now", "something else entirely here") + 0.3);
    }

    @Test
    void everyFaultIsNamedOnce() {
        assertThat(Fault.all().stream().map(Fault::label))
                .doesNotHaveDuplicates()
                .hasSize(62);
        assertThat(FaultSpec.parse("cut-stream")).hasToString("cut-stream@3");
        assertThat(FaultSpec.parse("quota")).hasToString("quota");
    }

    private static double product(String one, String other) {
        float[] a = SimEmbedding.of("m", one, 256);
        float[] b = SimEmbedding.of("m", other, 256);
        return IntStream.range(0, 256).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
