package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Price;
import dev.penstock.core.config.Target;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceFileTest {
    private static final String COSTS = "\"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 2e-06";

    private final Path dir;

    PriceFileTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void theProvidersOwnEntryGoesBeforeTheModelsAlone() {
        assertThat(target("{ \"gpt-mini\": {}, \"openai/gpt-mini\": { " + COSTS + " } }")
                        .price())
                .isEqualTo(new Price(1_000_000, 1_000_000, 1_000_000, 2_000_000, null, "prices.json: openai/gpt-mini"));
    }

    @Test
    void costsFinerThanAPicodollarAreRoundedUp() {
        Target target = target(
                "{ \"gpt-mini\": { \"input_cost_per_token\": 1.0000000001e-06, \"output_cost_per_token\": 1e-15 } }");
        assertThat(target.price())
                .isEqualTo(new Price(1_000_001, 1_000_001, 1_000_001, 1, null, "prices.json: gpt-mini"));
    }

    @Test
    void halfAPriceIsNoPriceAndTheContextWindowIsTakenAllTheSame() {
        Target target = target("{ \"gpt-mini\": { \"input_cost_per_token\": 1e-06, \"max_input_tokens\": 8192 } }");
        assertThat(target.price()).isNull();
        assertThat(target.contextWindow()).isEqualTo(8_192);
    }

    @Test
    void entriesThatAreNoCostsAreNotKnownRatherThanMistakes() {
        assertThat(target("{ \"gpt-mini\": { \"input_cost_per_token\": \"cheap\", \"output_cost_per_token\": -1 } }")
                        .price())
                .isNull();
        assertThat(target("{ \"gpt-mini\": [] }").price()).isNull();
    }

    private Target target(String prices) {
        Loaded loaded = new ConfigDir()
                .replace("penstock.yaml", ", price: { input: 1, output: 2 }", "")
                .add("penstock.yaml", "prices: { file: prices.json }\n")
                .put("prices.json", prices)
                .load(dir);
        assertThat(loaded).as(() -> Report.of(loaded)).isInstanceOf(Loaded.Good.class);
        return Objects.requireNonNull(((Loaded.Good) loaded).config().targets().get("mini"));
    }
}
