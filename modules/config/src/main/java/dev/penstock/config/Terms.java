package dev.penstock.config;

import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.ToolResultRule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a map behind {@code contract} says beside the schema. */
final class Terms {
    static final String REQUIRED = "required";
    static final String VALID = "valid";
    static final String REFUSE = "refuse";
    static final String CLARIFY = "clarify";
    static final String ESCALATE = "escalate";
    static final String ANSWER = "answer";

    private static final String EXPECTED_MAP = String.join(" or ", Keys.OTHERWISE);
    private static final String EXPECTED_OTHERWISE = REFUSE + ", " + ESCALATE + ", or a map with " + EXPECTED_MAP;

    private Terms() {}

    /** The terms; the usual ones where the map says nothing, or nothing that can be read. */
    static ContractTerms read(Section contract) {
        AnswerChecks checks = checks(contract);
        boolean repair = contract.truth("repair", true);
        int retries = contract.integer("retries", ContractTerms.USUAL_RETRIES);
        Fallback otherwise = otherwise(contract);
        ContractTerms usual = ContractTerms.USUAL;
        ToolResultRule toolResults = contract.oneOf(
                "tool_results", List.of(ToolResultRule.values()), ToolResultRule::word, usual.toolResults());
        ContractStream stream =
                contract.oneOf("stream", List.of(ContractStream.values()), ContractStream::word, usual.stream());
        boolean narrow = contract.truth("narrow", false);
        ContractTerms terms =
                contract.make(() -> new ContractTerms(checks, repair, retries, otherwise, toolResults, stream, narrow));
        return terms == null ? usual : terms;
    }

    private static AnswerChecks checks(Section contract) {
        Section section = contract.section("checks", Keys.CHECKS);
        if (section == null) {
            return AnswerChecks.NONE;
        }
        List<String> languages = section.texts("languages", "a list of languages by ISO 639-1, like [en, de]");
        Integer maxChars = section.integer("max_chars");
        boolean citations = isOn(section, "citations", REQUIRED);
        boolean plain = section.truth("plain", false);
        boolean tools = isOn(section, "tools", VALID);
        AnswerChecks checks = section.make(() ->
                new AnswerChecks(languages == null ? null : Set.copyOf(languages), maxChars, citations, plain, tools));
        return checks == null ? AnswerChecks.NONE : checks;
    }

    private static boolean isOn(Section section, String key, String word) {
        String said = section.text(key, word);
        if (said != null && !said.equals(word)) {
            section.wrongWord(key, said, List.of(word));
        }
        return said != null;
    }

    private static Fallback otherwise(Section contract) {
        Fallback otherwise = switch (contract.given("otherwise", EXPECTED_OTHERWISE, Keys.OTHERWISE)) {
            case null -> null;
            case Given.InAWord(String word, Place _) -> inAWord(contract, word);
            case Given.InFull(Section full) -> inFull(full);
        };
        return otherwise == null ? ContractTerms.USUAL.otherwise() : otherwise;
    }

    private static @Nullable Fallback inAWord(Section contract, String word) {
        return switch (word) {
            case REFUSE -> new Fallback.Refuse();
            case ESCALATE -> Fallback.Escalate.USUAL;
            case CLARIFY, ANSWER -> {
                contract.wrong(
                        "otherwise", Shown.quoted(word), "expected a map with the text: {" + word + ": \"...\"}");
                yield null;
            }
            default -> {
                contract.wrongWord("otherwise", word, List.of(REFUSE, ESCALATE));
                yield null;
            }
        };
    }

    private static @Nullable Fallback inFull(Section section) {
        List<String> kinds = Keys.OTHERWISE.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            section.wrong(
                    kinds.isEmpty() ? "without any of them" : "with " + String.join(" and ", kinds),
                    "expected " + EXPECTED_MAP);
            return null;
        }
        String kind = kinds.getFirst();
        String text = section.text(kind, kind.equals(CLARIFY) ? "a question to the user" : "a text");
        return text == null
                ? null
                : section.make(() -> switch (kind) {
                    case CLARIFY -> new Fallback.Clarify(text);
                    case ESCALATE -> new Fallback.Escalate(text);
                    default -> new Fallback.Answer(text);
                });
    }
}
