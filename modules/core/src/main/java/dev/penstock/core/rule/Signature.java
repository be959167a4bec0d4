package dev.penstock.core.rule;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What makes two failures of a target the same one. Its word is the same in records, in the API and in traces. */
public sealed interface Signature {
    /** What words may look like, for whoever wrote another. */
    String EXPECTED = "'unsupported_parameter NAME', 'empty_answer', 'model_gone' or 'invalid_output CHECK,...',"
            + " which may end with ' of RELEASE'";

    /** The class of the failure, and what tells it from others of its class. */
    String word();

    /** In a sentence, what the target does. */
    String sentence();

    /**
     * It does not take a parameter.
     *
     * @param name a member of the request's body
     */
    record Parameter(String name) implements Signature {
        /** What a parameter's name looks like. */
        public static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

        private static final String CLASS = "unsupported_parameter ";

        @Override
        public String word() {
            return CLASS + name;
        }

        @Override
        public String sentence() {
            return "it rejects '" + name + "'";
        }
    }

    /** Its answer is empty, for reasoning used all of the output tokens. */
    record EmptyAnswer() implements Signature {
        private static final String CLASS = "empty_answer";

        @Override
        public String word() {
            return CLASS;
        }

        @Override
        public String sentence() {
            return "its answers use all of their tokens and are empty";
        }
    }

    /**
     * Its answers fail checks of the contract.
     *
     * @param checks their words, sorted
     * @param release the id of the release whose answers these were: another prompt or contract is another thing; null
     *     for any
     */
    record InvalidOutput(List<String> checks, @Nullable String release) implements Signature {
        private static final Pattern WORD =
                Pattern.compile("invalid_output ([a-z0-9_]+(?:,[a-z0-9_]+){0,15})(?: of ([0-9A-Za-z]{1,64}))?");

        public InvalidOutput {
            checks = List.copyOf(new TreeSet<>(checks));
        }

        @Override
        public String word() {
            return "invalid_output " + String.join(",", checks) + (release == null ? "" : " of " + release);
        }

        @Override
        public String sentence() {
            return "its answers" + (release == null ? "" : " for release " + release) + " fail the contract ("
                    + String.join(", ", checks) + ")";
        }
    }

    /** Its provider does not know the model any more. */
    record ModelGone() implements Signature {
        private static final String CLASS = "model_gone";

        @Override
        public String word() {
            return CLASS;
        }

        @Override
        public String sentence() {
            return "its provider does not know the model";
        }
    }

    /** The signature of a word; empty if it is none. */
    static Optional<Signature> of(String word) {
        if (word.equals(EmptyAnswer.CLASS)) {
            return Optional.of(new EmptyAnswer());
        }
        if (word.equals(ModelGone.CLASS)) {
            return Optional.of(new ModelGone());
        }
        if (word.startsWith(Parameter.CLASS)) {
            String name = word.substring(Parameter.CLASS.length());
            return Parameter.NAME.matcher(name).matches() ? Optional.of(new Parameter(name)) : Optional.empty();
        }
        Matcher invalid = InvalidOutput.WORD.matcher(word);
        return invalid.matches()
                ? Optional.of(new InvalidOutput(List.of(invalid.group(1).split(",")), invalid.group(2)))
                : Optional.empty();
    }
}
