package dev.penstock.core.rule;

import java.util.Optional;

/** What a rule does ahead of the failure. Its word is the same in records, in the API and in traces. */
public sealed interface RuleAction {
    /** What words may look like, for whoever wrote another. */
    String EXPECTED = "'send NAME', 'ask_last' or 'double_tokens'";

    String word();

    /** Sends a parameter's value under another name. */
    record Send(String instead) implements RuleAction {
        private static final String CLASS = "send ";

        @Override
        public String word() {
            return CLASS + instead;
        }
    }

    /** Asks the target after all others. */
    record AskLast() implements RuleAction {
        private static final String CLASS = "ask_last";

        @Override
        public String word() {
            return CLASS;
        }
    }

    /** Sets the limit on output tokens twice as high as it was asked for. */
    record DoubleTokens() implements RuleAction {
        private static final String CLASS = "double_tokens";

        @Override
        public String word() {
            return CLASS;
        }
    }

    /** The action of a word; empty if it is none. */
    static Optional<RuleAction> of(String word) {
        if (word.equals(AskLast.CLASS)) {
            return Optional.of(new AskLast());
        }
        if (word.equals(DoubleTokens.CLASS)) {
            return Optional.of(new DoubleTokens());
        }
        String name = word.startsWith(Send.CLASS) ? word.substring(Send.CLASS.length()) : "";
        return Signature.Parameter.NAME.matcher(name).matches() ? Optional.of(new Send(name)) : Optional.empty();
    }
}
