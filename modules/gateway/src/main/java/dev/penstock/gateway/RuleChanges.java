package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.Change;
import dev.penstock.healing.learned.ActiveRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rules change in the body for a target: in all that it holds, also what the release has set or another dialect's
 * writer. Each member is changed once at most, whatever the rules are.
 *
 * @param applied the rules that had something to change
 */
record RuleChanges(byte[] body, List<ActiveRule> applied) {
    private static final List<String> LIMITS = List.of("max_tokens", "max_completion_tokens");

    /** {@code change} is what the ladder changes: a name that it has brought back stays. */
    static RuleChanges of(byte[] body, List<ActiveRule> rules, @Nullable Change change) {
        if (rules.isEmpty()) {
            return new RuleChanges(body, List.of());
        }
        JsonObjectIndex index = new JsonObjectIndex(body);
        JsonSplice splice = new JsonSplice(index);
        Map<String, byte[]> values = new LinkedHashMap<>();
        List<ActiveRule> applied = new ArrayList<>(1);
        for (ActiveRule active : rules) {
            if (active.rule().action() instanceof RuleAction.DoubleTokens
                    && !setsTokens(change)
                    && doubled(index, values)) {
                applied.add(active);
            }
        }
        for (ActiveRule active : rules) {
            if (active.rule().action() instanceof RuleAction.Send(String instead)
                    && active.rule().signature() instanceof Signature.Parameter(String name)
                    && says(index, name)
                    && !bringsBack(change, name, instead)) {
                byte[] value = values.containsKey(name) ? values.get(name) : value(index, name);
                values.remove(name);
                splice.remove(name);
                if (!says(index, instead)) {
                    values.put(instead, value);
                }
                applied.add(active);
            }
        }
        values.forEach(splice::set);
        return new RuleChanges(splice.bytes(), List.copyOf(applied));
    }

    private static boolean doubled(JsonObjectIndex index, Map<String, byte[]> values) {
        for (String name : LIMITS) {
            Member member = index.find(name);
            long limit = member != null && member.kind() == Kind.NUMBER
                    ? index.at(member).wholeNumber()
                    : 0;
            if (limit > 0 && limit <= Long.MAX_VALUE / 2) {
                values.put(name, Long.toString(2 * limit).getBytes(UTF_8));
            }
        }
        return !values.isEmpty();
    }

    /** The ladder has said how many tokens it is to be. */
    private static boolean setsTokens(@Nullable Change change) {
        return change instanceof Change.FewerTokens || change instanceof Change.MoreTokens;
    }

    private static boolean bringsBack(@Nullable Change change, String name, String instead) {
        return change instanceof Change.Rename(String from, String to) && from.equals(instead) && to.equals(name);
    }

    private static byte[] value(JsonObjectIndex index, String name) {
        Member member = index.find(name);
        return member == null ? new byte[0] : index.at(member).copy();
    }

    private static boolean says(JsonObjectIndex index, String name) {
        Member member = index.find(name);
        return member != null && member.kind() != Kind.NULL;
    }
}
