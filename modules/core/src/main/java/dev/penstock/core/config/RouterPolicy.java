package dev.penstock.core.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a release chooses the order in which its targets are asked. */
public sealed interface RouterPolicy {
    /** What is chosen where a route says nothing: the targets in the order in which they are written. */
    RouterPolicy FIXED = new Fixed();

    /** In the order in which they are written. */
    record Fixed() implements RouterPolicy {}

    /**
     * By what the request looks like: the target of the first rule that fits is asked first, then the others in the
     * order in which they are written. Where no rule fits, that order alone.
     */
    record Rules(List<Rule> rules) implements RouterPolicy {
        public Rules {
            rules = List.copyOf(rules);
            new Checks()
                    .that(!rules.isEmpty(), "rules", rules, "at least one rule")
                    .done();
        }
    }

    /**
     * A target and when it is the first to be asked: when all that is set here holds.
     *
     * @param target the name of one of the route's targets
     * @param longerThan the estimated input has more tokens than this
     * @param shorterThan it has fewer
     * @param languages the last message of the user is in one of these languages, by ISO 639-1
     * @param tools whether the request brings tools
     * @param metadata the request's metadata has these values
     */
    record Rule(
            String target,
            @Nullable Integer longerThan,
            @Nullable Integer shorterThan,
            @Nullable Set<String> languages,
            @Nullable Boolean tools,
            Map<String, String> metadata) {
        public Rule {
            languages = languages == null ? null : Set.copyOf(languages);
            metadata = Map.copyOf(metadata);
            new Checks()
                    .that(
                            longerThan != null
                                    || shorterThan != null
                                    || languages != null
                                    || tools != null
                                    || !metadata.isEmpty(),
                            "rules",
                            "without a condition",
                            "at least one of longer_than, shorter_than, languages, tools, metadata")
                    .that(longerThan == null || longerThan >= 0, "longer_than", longerThan, "a number of tokens from 0")
                    .that(
                            shorterThan == null || shorterThan > 0,
                            "shorter_than",
                            shorterThan,
                            "a number of tokens above 0")
                    .done();
        }
    }

    /**
     * By price: of the targets whose context window holds the estimated input and the expected output, the cheapest for
     * this request first. Targets without a known price come after those with one.
     *
     * @param expectedOutputTokens how long an answer is taken to be until this node has seen some
     */
    record CheapestThatFits(int expectedOutputTokens) implements RouterPolicy {
        public static final int USUAL_OUTPUT_TOKENS = 300;

        public CheapestThatFits {
            new Checks()
                    .range("expected_output_tokens", expectedOutputTokens, 1, 10_000_000)
                    .done();
        }
    }
}
