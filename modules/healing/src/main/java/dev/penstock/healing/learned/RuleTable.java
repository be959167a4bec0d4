package dev.penstock.healing.learned;

import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All rules that are applied, and where one may be learned: what requests are held against. Immutable. */
public final class RuleTable {
    static final RuleTable EMPTY = new RuleTable(List.of(), Set.of());

    private final List<ActiveRule> rules;
    private final List<Symptom> suspects;

    RuleTable(Collection<ActiveRule> rules, Collection<Symptom> suspects) {
        this.rules = List.copyOf(rules);
        this.suspects = List.copyOf(suspects);
    }

    /**
     * What of it is about a request.
     *
     * @param release the id of the release that serves it
     * @param says whether the request says something under a name
     */
    public RuleMatch match(String route, String release, Predicate<String> says) {
        if (rules.isEmpty() && suspects.isEmpty()) {
            return RuleMatch.NONE;
        }
        List<ActiveRule> applied = rules.stream()
                .filter(active -> isOf(active.rule().route(), route) && isAbout(active.rule(), release, says))
                .toList();
        List<Symptom> watched = suspects.stream()
                .filter(symptom -> isOf(symptom.route(), route) && isAbout(symptom.signature(), release, says))
                .toList();
        return applied.isEmpty() && watched.isEmpty() ? RuleMatch.NONE : new RuleMatch(applied, watched);
    }

    /** How many rules are applied. */
    int size() {
        return rules.size();
    }

    private static boolean isOf(@Nullable String only, String route) {
        return only == null || only.equals(route);
    }

    /** Whether a parameter is sent under another name shows when the body is made, which may have it from a release. */
    private static boolean isAbout(HealingRule rule, String release, Predicate<String> says) {
        return rule.action() instanceof RuleAction.Send || isAbout(rule.signature(), release, says);
    }

    private static boolean isAbout(Signature signature, String release, Predicate<String> says) {
        return switch (signature) {
            case Signature.Parameter(String name) -> says.test(name);
            case Signature.InvalidOutput(var checks, String of) -> of == null || of.equals(release);
            case Signature.EmptyAnswer _, Signature.ModelGone _ -> true;
        };
    }
}
