package dev.penstock.config;

import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.RouterPolicy.CheapestThatFits;
import dev.penstock.core.config.RouterPolicy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code router:} of a route: a policy in a word, or a map that says more. */
final class Routers {
    static final String FIXED = "fixed";
    static final String CHEAPEST_THAT_FITS = "cheapest-that-fits";
    static final String RULES = "rules";

    private static final List<String> POLICIES = List.of(FIXED, CHEAPEST_THAT_FITS, RULES);
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    private final References references;

    Routers(References references) {
        this.references = references;
    }

    /**
     * The policy; the default where there is none, or none that can be read.
     *
     * @param targets those of the route, of which rules may name some; null where they could not be read
     */
    RouterPolicy read(Section route, @Nullable List<String> targets) {
        RouterPolicy policy =
                switch (route.given("router", String.join(" or ", POLICIES) + ", or a map", Keys.ROUTER)) {
                    case null -> null;
                    case Given.InAWord(String word, Place _) -> inAWord(route, word);
                    case Given.InFull(Section router) -> inFull(router, targets);
                };
        return policy == null ? RouterPolicy.FIXED : policy;
    }

    private static @Nullable RouterPolicy inAWord(Section route, String word) {
        return switch (word) {
            case FIXED -> RouterPolicy.FIXED;
            case CHEAPEST_THAT_FITS -> new CheapestThatFits(CheapestThatFits.USUAL_OUTPUT_TOKENS);
            case RULES -> {
                route.wrong(
                        "router", Shown.quoted(word), "expected a map with the rules: {policy: rules, rules: [...]}");
                yield null;
            }
            default -> {
                route.wrongWord("router", word, POLICIES);
                yield null;
            }
        };
    }

    private @Nullable RouterPolicy inFull(Section router, @Nullable List<String> targets) {
        String policy = router.requiredText("policy", String.join(" or ", POLICIES));
        int expectedOutputTokens = router.integer("expected_output_tokens", CheapestThatFits.USUAL_OUTPUT_TOKENS);
        List<Rule> rules = rules(router, targets);
        return switch (policy) {
            case null -> null;
            case FIXED -> {
                refuse(router, "expected_output_tokens", policy, CHEAPEST_THAT_FITS);
                refuse(router, "rules", policy, RULES);
                yield RouterPolicy.FIXED;
            }
            case CHEAPEST_THAT_FITS -> {
                refuse(router, "rules", policy, RULES);
                yield router.make(() -> new CheapestThatFits(expectedOutputTokens));
            }
            case RULES -> {
                refuse(router, "expected_output_tokens", policy, CHEAPEST_THAT_FITS);
                if (!router.has("rules")) {
                    router.missing("rules", "a list of rules");
                } else if (router.isEmptyList("rules")) {
                    router.wrong("rules", "empty", "expected at least one rule");
                }
                yield router.make(() -> new RouterPolicy.Rules(rules), "rules");
            }
            default -> {
                router.wrongWord("policy", policy, POLICIES);
                yield null;
            }
        };
    }

    private static void refuse(Section router, String key, String policy, String policyThatHasIt) {
        if (router.has(key)) {
            router.wrong(key, "not for policy " + policy, "expected with policy " + policyThatHasIt + " only");
        }
    }

    private List<Rule> rules(Section router, @Nullable List<String> targets) {
        List<Rule> rules = new ArrayList<>();
        for (Section section : router.sections("rules", Keys.RULE)) {
            Rule rule = rule(section, targets);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private @Nullable Rule rule(Section section, @Nullable List<String> targets) {
        String target = section.requiredText("target", "one of the route's targets");
        if (target != null && targets != null && !targets.isEmpty()) {
            references.referAmong(References.Kind.TARGET, target, targets, section.at("target"));
        }
        Integer longerThan = section.integer("longer_than");
        Integer shorterThan = section.integer("shorter_than");
        Set<String> languages = languages(section);
        Boolean tools = section.truth("tools");
        Map<String, String> metadata = metadata(section);
        if (Set.of("target").containsAll(section.keys())) {
            section.wrong(
                    "without a condition",
                    "expected at least one of " + String.join(", ", Keys.RULE.subList(1, Keys.RULE.size())));
        }
        return section.make(
                () -> new Rule(target == null ? "none" : target, longerThan, shorterThan, languages, tools, metadata),
                "rules");
    }

    private static @Nullable Set<String> languages(Section section) {
        List<String> languages = section.texts("languages", "a list of languages by ISO 639-1, like [en, de]");
        if (languages == null) {
            return null;
        }
        if (languages.isEmpty()) {
            section.wrong("languages", "empty", "expected at least one language");
        }
        for (int i = 0; i < languages.size(); i++) {
            if (!LANGUAGES.contains(languages.get(i))) {
                section.wrong(
                        section.item("languages", i),
                        Shown.quoted(languages.get(i)),
                        "expected a language by ISO 639-1, two lower-case letters like en");
            }
        }
        return Set.copyOf(languages);
    }

    private static Map<String, String> metadata(Section rule) {
        Section section = rule.section("metadata", Keys.NAMES);
        if (section == null) {
            return Map.of();
        }
        if (section.keys().isEmpty()) {
            rule.wrong("metadata", "empty", "expected at least one field and its value");
        }
        Map<String, String> metadata = new HashMap<>();
        for (String name : section.keys()) {
            String value = section.text(name, "a text");
            if (value != null) {
                metadata.put(name, value);
            }
        }
        return metadata;
    }
}
