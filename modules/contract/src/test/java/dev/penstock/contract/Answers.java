package dev.penstock.contract;

import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatAnswer.Choice;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers and contracts for tests. */
final class Answers {
    static final ContractInput NOTHING_BROUGHT = new ContractInput(List.of(), Set.of());
    static final String ANY = "true";

    private Answers() {}

    static ChatAnswer text(String text) {
        return answer(FinishReason.STOP, new Part.Text(text));
    }

    static ChatAnswer calls(Part.ToolCall... calls) {
        return answer(FinishReason.TOOL_CALLS, calls);
    }

    static Part.ToolCall call(String id, String name, String arguments) {
        return new Part.ToolCall(id, name, new Json(arguments));
    }

    static ChatAnswer answer(FinishReason finish, Part... parts) {
        return of(choice(0, finish, parts));
    }

    static Choice choice(int index, FinishReason finish, Part... parts) {
        return new Choice(index, List.of(parts), finish, finish.word(), null, null);
    }

    static ChatAnswer of(Choice... choices) {
        return new ChatAnswer("id", "model", 1, List.of(choices), null, null);
    }

    /** The text of the first choice. */
    static String textOf(ChatAnswer answer) {
        return answer.choices().getFirst().parts().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .findFirst()
                .orElse("");
    }

    static ContractCheck schema(String schema) {
        return ContractCheck.of(new Contract("c", schema), ContractTerms.USUAL);
    }

    static ContractCheck checks(AnswerChecks checks) {
        return checks(null, checks);
    }

    static ContractCheck checks(@Nullable String schema, AnswerChecks checks) {
        return ContractCheck.of(
                schema == null ? null : new Contract("c", schema),
                new ContractTerms(checks, true, 1, new Fallback.Refuse()));
    }

    /** What became of a text, in one line: the word, then the repaired text with its rules, or the checks failed. */
    static String verdict(ContractCheck check, String text) {
        return said(check.check(text(text), NOTHING_BROUGHT));
    }

    static String said(ContractVerdict verdict) {
        return switch (verdict) {
            case ContractVerdict.Valid() -> "valid";
            case ContractVerdict.Repaired(ChatAnswer answer, List<RepairRule> rules) ->
                "repaired " + textOf(answer) + " "
                        + rules.stream().map(RepairRule::word).toList();
            case ContractVerdict.Invalid(List<Violation> violations) ->
                "invalid "
                        + violations.stream()
                                .map(violation -> violation.check().word())
                                .toList();
            case ContractVerdict.NotChecked(ContractVerdict.Reason reason) -> "not checked: " + reason;
        };
    }
}
