package dev.penstock.core.rule;

import dev.penstock.core.Sha256;
import dev.penstock.core.config.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What is done ahead of a failure that is known to come.
 *
 * @param target whose failure it is, by its name
 * @param route the route for which it holds, by its name; null for all
 */
public record HealingRule(String target, @Nullable String route, Signature signature, RuleAction action) {
    private static final int ID = 12;

    public HealingRule {
        Checks checks = new Checks()
                .name("target", target)
                .that(fits(signature, action), "action", action.word(), expected(signature));
        if (route != null) {
            checks.name("route", route);
        }
        boolean tellsRoute = !(signature instanceof Signature.InvalidOutput) || route != null;
        checks.that(tellsRoute, "route", route, "a route: only one has the contract")
                .done();
    }

    private static boolean fits(Signature signature, RuleAction action) {
        return switch (signature) {
            case Signature.Parameter(String name) ->
                switch (action) {
                    case RuleAction.Send(String instead) -> !name.equals(instead);
                    case RuleAction.AskLast _ -> true;
                    case RuleAction.DoubleTokens _ -> false;
                };
            case Signature.EmptyAnswer _ -> action instanceof RuleAction.DoubleTokens;
            case Signature.InvalidOutput _, Signature.ModelGone _ -> action instanceof RuleAction.AskLast;
        };
    }

    private static String expected(Signature signature) {
        return switch (signature) {
            case Signature.Parameter _ -> "'send NAME' with another name, or 'ask_last'";
            case Signature.EmptyAnswer _ -> "'double_tokens'";
            case Signature.InvalidOutput _, Signature.ModelGone _ -> "'ask_last'";
        };
    }

    /** Names it: the same on every node, and another one for any other rule. */
    public String id() {
        // No part of it can hold a line feed.
        return Sha256.hex(
                        String.join("\n", "rule", target, route == null ? "" : route, signature.word(), action.word()))
                .substring(0, ID);
    }

    /** The same for another route; null for all. */
    public HealingRule forRoute(@Nullable String other) {
        return new HealingRule(target, other, signature, action);
    }

    /** What it does, in a sentence for operators. */
    public String sentence() {
        String where = "target " + target + (route == null ? "" : ", route " + route);
        String what = switch (action) {
            case RuleAction.Send(String instead) -> "send '" + instead + "' instead";
            case RuleAction.AskLast _ ->
                signature instanceof Signature.Parameter ? "ask it last for requests that have it" : "ask it last";
            case RuleAction.DoubleTokens _ -> "allow twice the output tokens";
        };
        return where + ": " + signature.sentence() + ", so " + what + ".";
    }
}
