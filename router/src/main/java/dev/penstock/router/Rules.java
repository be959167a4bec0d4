package dev.penstock.router;

import dev.penstock.core.Release;
import dev.penstock.core.config.RouterPolicy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** By what a request looks like: the target of the first rule that fits is asked first. */
final class Rules {
    private Rules() {}

    static Order order(Release release, List<Rule> rules, Query query) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (holds(rule, query)) {
                return first(
                        release,
                        rule.target(),
                        "rule " + (i + 1) + ": " + conditions(rule, query) + " -> " + rule.target());
            }
        }
        return new Order(release.ladder(), "no rule fits");
    }

    /** What is cheap to know is asked for first. */
    private static boolean holds(Rule rule, Query query) {
        return (rule.tools() == null || rule.tools() == query.tools())
                && rule.metadata().entrySet().stream()
                        .allMatch(label -> label.getValue().equals(query.metadata(label.getKey())))
                && (rule.longerThan() == null || query.inputTokens() > rule.longerThan())
                && (rule.shorterThan() == null || query.inputTokens() < rule.shorterThan())
                && (rule.languages() == null || isOneOf(rule.languages(), query.language()));
    }

    private static boolean isOneOf(Set<String> languages, @Nullable String language) {
        return language != null && languages.contains(language);
    }

    private static String conditions(Rule rule, Query query) {
        StringJoiner all = new StringJoiner(", ");
        if (rule.longerThan() != null) {
            all.add("longer_than " + rule.longerThan());
        }
        if (rule.shorterThan() != null) {
            all.add("shorter_than " + rule.shorterThan());
        }
        if (rule.languages() != null) {
            all.add("language " + query.language());
        }
        if (rule.tools() != null) {
            all.add("tools " + rule.tools());
        }
        new TreeMap<>(rule.metadata()).forEach((name, value) -> all.add("metadata." + name + " " + value));
        boolean byLength = rule.longerThan() != null || rule.shorterThan() != null;
        return byLength ? all + " (estimated " + query.inputTokens() + " tokens)" : all.toString();
    }

    private static Order first(Release release, String target, String reason) {
        Optional<Release.Rung> chosen = release.ladder().stream()
                .filter(rung -> rung.target().name().equals(target))
                .findFirst();
        if (chosen.isEmpty()) {
            return new Order(release.ladder(), reason + ", whose provider this node does not know");
        }
        List<Release.Rung> ladder = new ArrayList<>(release.ladder());
        ladder.remove(chosen.get());
        ladder.addFirst(chosen.get());
        return new Order(ladder, reason);
    }
}
