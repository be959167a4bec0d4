package dev.penstock.contract;

import dev.penstock.contract.ContractVerdict.Reason;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatAnswer.Choice;
import dev.penstock.core.chat.Part;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A contract, compiled: holds answers against its schema and its checks. Compiled once for a release; many threads may
 * use it at once.
 */
public final class ContractCheck {
    /** No answer is said to have more than this many violations. */
    static final int MOST_VIOLATIONS = 8;

    private static final String CONTENT = "a text or a tool call";

    private final @Nullable JsonSchema schema;
    private final ContractTerms terms;
    private final TextChecks textChecks;
    private final ToolCalls toolCalls = new ToolCalls();

    private ContractCheck(@Nullable JsonSchema schema, ContractTerms terms) {
        this.schema = schema;
        this.terms = terms;
        this.textChecks = new TextChecks(terms.checks());
    }

    /**
     * Compiles a contract. The schema is of draft 2020-12, or of draft-07 if its {@code $schema} says so. The first one
     * of a process takes half a second, so this is not for an event loop.
     *
     * @param contract the schema; null: none, so the answer's text may be anything
     * @throws BadConfig if the schema is none, or refers to something outside: nothing is ever fetched
     */
    public static ContractCheck of(@Nullable Contract contract, ContractTerms terms) {
        if (terms.checks().tools()) {
            // Loads what the first tool call would else wait for, which is half a second.
            JsonSchema.compile("true");
        }
        return new ContractCheck(contract == null ? null : JsonSchema.compile(contract.schema()), terms);
    }

    /** For the text of an answer that is checked while it comes. */
    public AnswerBegin begin() {
        return new AnswerBegin(schema, terms.checks());
    }

    /** What became of a whole answer. Each of its choices must satisfy the contract. */
    public ContractVerdict check(ChatAnswer answer, ContractInput input) {
        return check(answer, input, terms.repair());
    }

    /** The same of an answer of which its caller has a part already: it cannot be repaired any more. */
    public ContractVerdict checkAsItIs(ChatAnswer answer, ContractInput input) {
        return check(answer, input, false);
    }

    private ContractVerdict check(ChatAnswer answer, ContractInput input, boolean repair) {
        if (answer.choices().isEmpty()) {
            return new ContractVerdict.Invalid(List.of(new Violation(Check.EMPTY, "", CONTENT, "no choices")));
        }
        List<Violation> violations = new ArrayList<>();
        List<Choice> choices = new ArrayList<>();
        EnumSet<RepairRule> rules = EnumSet.noneOf(RepairRule.class);
        Reason unchecked = null;
        int checked = 0;
        for (Choice choice : answer.choices()) {
            Reason reason = noAnswer(choice);
            if (reason != null) {
                unchecked = reason;
                choices.add(choice);
                continue;
            }
            checked++;
            String pointer = answer.choices().size() == 1 ? "" : "/choices/" + choice.index();
            choices.add(choice(choice, input, repair, pointer, violations, rules));
        }
        if (unchecked != null && checked == 0) {
            return new ContractVerdict.NotChecked(unchecked);
        }
        if (!violations.isEmpty()) {
            return new ContractVerdict.Invalid(
                    violations.stream().limit(MOST_VIOLATIONS).toList());
        }
        return rules.isEmpty()
                ? new ContractVerdict.Valid()
                : new ContractVerdict.Repaired(with(answer, choices), List.copyOf(rules));
    }

    private static @Nullable Reason noAnswer(Choice choice) {
        if (choice.finish() == FinishReason.CONTENT_FILTER) {
            return Reason.CONTENT_FILTER;
        }
        return choice.finish() == FinishReason.REFUSAL
                        || choice.parts().stream().anyMatch(Part.Refusal.class::isInstance)
                ? Reason.REFUSAL
                : null;
    }

    /** The choice as it is to be given on. */
    private Choice choice(
            Choice choice,
            ContractInput input,
            boolean repair,
            String pointer,
            List<Violation> violations,
            EnumSet<RepairRule> rules) {
        String text = choice.parts().stream()
                .map(part -> part instanceof Part.Text(String words, var _, var _) ? words : "")
                .collect(Collectors.joining());
        List<Part.ToolCall> calls = choice.parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
        boolean mustBeJson = schema != null && calls.isEmpty();
        if (text.isBlank() && calls.isEmpty() && (mustBeJson || hasOnlyWords(choice))) {
            violations.add(new Violation(
                    Check.EMPTY,
                    pointer,
                    CONTENT,
                    "nothing, finished with " + choice.finish().word()));
            return choice;
        }
        if (isCut(choice) && (mustBeJson || !calls.isEmpty())) {
            violations.add(new Violation(
                    Check.TRUNCATED,
                    pointer,
                    "a whole answer",
                    "one that finished with " + choice.finish().word()));
            return choice;
        }
        JsonAnswer judged =
                schema != null && calls.isEmpty() ? JsonAnswer.of(text, schema, repair) : JsonAnswer.anyText(text);
        List<Violation> found = new ArrayList<>(judged.violations());
        if (terms.checks().tools()) {
            found.addAll(toolCalls.check(calls, input.tools()));
        }
        if (!text.isBlank()) {
            found.addAll(textChecks.check(judged.text(), judged.words(), input.contextIds(), calls.isEmpty()));
        }
        found.forEach(violation -> violations.add(violation.inside(pointer)));
        rules.addAll(judged.rules());
        return judged.rules().isEmpty() ? choice : with(choice, judged.text());
    }

    private static boolean hasOnlyWords(Choice choice) {
        return choice.parts().stream().allMatch(part -> switch (part) {
            case Part.Text _, Part.Thinking _, Part.RedactedThinking _ -> true;
            case Part.Image _, Part.Document _, Part.ToolCall _, Part.ToolResult _, Part.Refusal _, Part.Native _ ->
                false;
        });
    }

    private static boolean isCut(Choice choice) {
        return choice.finish() == FinishReason.LENGTH || choice.finish() == FinishReason.CONTEXT_WINDOW;
    }

    /** The choice with one text in place of its texts; probabilities of tokens that are gone are left out. */
    private static Choice with(Choice choice, String text) {
        List<Part> parts = new ArrayList<>();
        boolean said = false;
        for (Part part : choice.parts()) {
            if (!(part instanceof Part.Text)) {
                parts.add(part);
            } else if (!said) {
                parts.add(new Part.Text(text));
                said = true;
            }
        }
        return new Choice(choice.index(), parts, choice.finish(), choice.finishWord(), choice.stopSequence(), null);
    }

    private static ChatAnswer with(ChatAnswer answer, List<Choice> choices) {
        return new ChatAnswer(
                answer.id(), answer.model(), answer.createdSeconds(), choices, answer.usage(), answer.fingerprint());
    }
}
