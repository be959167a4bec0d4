package dev.penstock.core;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of an answer that was held against its contract.
 *
 * @param checks the checks that it failed
 * @param repairs the rules by which it was repaired
 * @param why why it was not checked; null where it was
 * @param asked whether the target was told of the schema in its dialect's own words
 */
public record ContractResult(
        Word word,
        List<String> checks,
        List<String> repairs,
        @Nullable String why,
        boolean asked) {
    /** How it came out. */
    public enum Word {
        VALID,
        REPAIRED,
        INVALID,
        /** It says something that contracts are not about, such as a refusal. */
        NOT_CHECKED,
        /** Nobody can tell what it says. */
        NOT_READ;

        /** The word for it in traces and metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ContractResult {
        checks = List.copyOf(checks);
        repairs = List.copyOf(repairs);
    }

    public static ContractResult valid() {
        return new ContractResult(Word.VALID, List.of(), List.of(), null, false);
    }

    public static ContractResult repaired(List<String> rules) {
        return new ContractResult(Word.REPAIRED, List.of(), rules, null, false);
    }

    public static ContractResult invalid(List<String> checks) {
        return new ContractResult(Word.INVALID, checks, List.of(), null, false);
    }

    public static ContractResult notChecked(String why) {
        return new ContractResult(Word.NOT_CHECKED, List.of(), List.of(), why, false);
    }

    public static ContractResult notRead() {
        return new ContractResult(Word.NOT_READ, List.of(), List.of(), null, false);
    }

    /** The same of a target that was told of the schema. */
    public ContractResult withAsked() {
        return new ContractResult(word, checks, repairs, why, true);
    }
}
