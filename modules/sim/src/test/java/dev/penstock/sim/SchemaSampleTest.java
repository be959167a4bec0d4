package dev.penstock.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class SchemaSampleTest {
    @Test
    void everyPropertyIsFilledWithItsType() {
        JsonNode value = sample("""
            {"type":"object","required":["a"],"properties":{
              "a":{"type":"string"},"b":{"type":"number","minimum":2,"maximum":3},"c":{"type":"integer","exclusiveMinimum":4},
              "d":{"type":"boolean"},"e":{"type":"null"},"f":{"const":"x"},"g":{"enum":["p","q"]},
              "h":{"type":"array","items":{"type":"integer"},"minItems":3},"i":{"anyOf":[{"type":"integer"},{"type":"null"}]},
              "j":{"$ref":"#/$defs/pair"},"k":{"type":["string","null"]},"l":{"type":"string","format":"date"},
              "m":{"type":"string","minLength":40,"maxLength":40},"n":{"type":"integer","multipleOf":5}},
             "$defs":{"pair":{"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"integer"}}}}}
            """);
        assertThat(value.path("a").isTextual()).isTrue();
        assertThat(value.path("b").asDouble()).isBetween(2.0, 3.0);
        assertThat(value.path("c").asLong()).isGreaterThan(4);
        assertThat(value.path("d").isBoolean()).isTrue();
        assertThat(value.path("e").isNull()).isTrue();
        assertThat(value.path("f").asText()).isEqualTo("x");
        assertThat(value.path("g").asText()).isIn("p", "q");
        assertThat(value.path("h")).hasSize(3).allMatch(JsonNode::isIntegralNumber);
        assertThat(value.path("i").isIntegralNumber()).isTrue();
        assertThat(value.path("j").path("y").isIntegralNumber()).isTrue();
        assertThat(value.path("k").isTextual()).isTrue();
        assertThat(value.path("l").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
        assertThat(value.path("m").asText().codePoints().count()).isEqualTo(40);
        assertThat(value.path("n").asLong() % 5).isZero();
    }

    @Test
    void aSchemaThatRefersToItselfEnds() {
        assertThat(sample(
                                "{\"type\":\"object\",\"properties\":{\"next\":{\"anyOf\":[{\"$ref\":\"#\"},{\"type\":\"null\"}]},"
                                    + "\"all\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}}}")
                        .toString()
                        .length())
                .isLessThan(100_000);
    }

    @Test
    void theSameSeedGivesTheSameValue() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";
        JsonNode tree = SimHarness.json(schema);
        assertThat(SchemaSample.of(tree, 1)).isEqualTo(SchemaSample.of(tree, 1));
        assertThat(SchemaSample.of(tree, 1)).isNotEqualTo(SchemaSample.of(tree, 2));
    }

    private static JsonNode sample(String schema) {
        return SchemaSample.of(SimHarness.json(schema), 7);
    }
}
