package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.contract.ContractCheck;
import dev.penstock.contract.ContractInput;
import dev.penstock.contract.ContractVerdict;
import dev.penstock.contract.Violation;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Result;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.ChatRequest;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.BadConfig.Mistake;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.killswitch.KillSwitch;
import dev.penstock.providers.AnswerRead;
import dev.penstock.providers.Codec;
import dev.penstock.providers.Codecs;
import dev.penstock.providers.Reply;
import dev.penstock.reviews.AnswerMaker;
import dev.penstock.reviews.Decision;
import dev.penstock.reviews.FullReview;
import dev.penstock.reviews.Review;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What callers get of what people decide, in the callers' dialects. What a person gives is held against the same rules
 * as what a model gives: the release's contract, the schemas of the request's tools, and the kills of tools.
 */
public final class ReviewAnswers implements AnswerMaker {
    private static final AnswerChecks VALID_CALLS = new AnswerChecks(null, null, false, false, true);
    private static final Usage NO_USAGE = new Usage(0, 0, 0, 0, 0);

    private final Supplier<Snapshot> snapshots;
    private final KillSwitch killSwitch;
    private final InstantSource clock;
    private final ContractCheck calls =
            ContractCheck.of(null, new ContractTerms(VALID_CALLS, false, 0, new Fallback.Refuse()));

    /** Has the contracts of the snapshot that is served against. */
    public ReviewAnswers(Supplier<Snapshot> snapshots, KillSwitch killSwitch, InstantSource clock) {
        this.snapshots = snapshots;
        this.killSwitch = killSwitch;
        this.clock = clock;
    }

    @Override
    public Made make(FullReview full, Decision decision) {
        return switch (decision) {
            case Decision.Approve() -> approved(full);
            case Decision.Edit(List<Decision.Call> edited) -> edited(full, edited);
            case Decision.Reject(String text) ->
                new Made.Good(text == null ? null : written(full, said(full.review(), text)));
            case Decision.Answer(String text) -> answered(full, text);
        };
    }

    /** The proposed answer as it came, unless one of its tools was stopped since. */
    private Made approved(FullReview full) {
        List<Mistake> mistakes = stopped(
                toolCalls(proposed(full)).stream().map(Part.ToolCall::name).toList(), "decision");
        return mistakes.isEmpty() ? new Made.Good(full.story().proposed()) : new Made.Bad(mistakes);
    }

    private List<Mistake> stopped(List<String> names, String field) {
        Set<String> stopped = killSwitch.kills().tools(clock);
        return names.stream()
                .filter(stopped::contains)
                .distinct()
                .map(name -> new Mistake(field, name, "no call of a tool that a kill stops"))
                .toList();
    }

    /** The choice that calls tools, with other calls; a call keeps the id of the one whose place it takes. */
    private Made edited(FullReview full, List<Decision.Call> edited) {
        ChatAnswer proposed = proposed(full);
        List<Mistake> mistakes =
                new ArrayList<>(stopped(edited.stream().map(Decision.Call::name).toList(), "tool_calls"));
        List<String> ids = toolCalls(proposed).stream().map(Part.ToolCall::id).toList();
        List<Part> parts = new ArrayList<>();
        ChatAnswer.Choice before = calling(proposed);
        before.parts().stream()
                .filter(part -> part instanceof Part.Text || part instanceof Part.Thinking)
                .forEach(parts::add);
        for (int i = 0; i < edited.size(); i++) {
            String id = i < ids.size() && !ids.get(i).isEmpty()
                    ? ids.get(i)
                    : "call_" + full.review().trace() + "_" + i;
            parts.add(new Part.ToolCall(
                    id, edited.get(i).name(), new Json(edited.get(i).arguments())));
        }
        List<Tool> tools = tools(full);
        if (mistakes.isEmpty() && tools.stream().anyMatch(Tool.Native.class::isInstance)) {
            // Only its dialect knows what may be asked of such a tool, and how.
            mistakes.addAll(ofNatives(edited, tools));
        }
        ChatAnswer answer = new ChatAnswer(
                proposed.id(),
                proposed.model(),
                proposed.createdSeconds(),
                List.of(new ChatAnswer.Choice(0, parts, FinishReason.TOOL_CALLS, "", null, null)),
                proposed.usage(),
                proposed.fingerprint());
        if (mistakes.isEmpty()
                && calls.check(answer, ContractInput.of(tools, null))
                        instanceof ContractVerdict.Invalid(List<Violation> violations)) {
            violations.forEach(violation ->
                    mistakes.add(new Mistake(field(violation.pointer()), violation.found(), violation.expected())));
        }
        return mistakes.isEmpty() ? new Made.Good(written(full, answer)) : new Made.Bad(mistakes);
    }

    private static List<Mistake> ofNatives(List<Decision.Call> edited, List<Tool> tools) {
        Set<String> functions = tools.stream()
                .filter(Tool.Function.class::isInstance)
                .map(tool -> ((Tool.Function) tool).name())
                .collect(Collectors.toSet());
        return edited.stream()
                .map(Decision.Call::name)
                .filter(name -> !functions.contains(name))
                .map(name -> new Mistake("tool_calls", name, "a function of the request"))
                .toList();
    }

    /** {@code /tool_calls/0/arguments/euros} as {@code tool_calls[0].arguments.euros}. */
    private static String field(String pointer) {
        return pointer.isEmpty()
                ? "tool_calls"
                : pointer.substring(1).replaceAll("/(\\d+)", "[$1]").replace('/', '.');
    }

    private Made answered(FullReview full, String text) {
        Review review = full.review();
        ChatAnswer answer = said(review, text);
        ContractCheck contract = snapshots.get().contracts().get(review.release());
        if (contract == null) {
            return new Made.Good(written(full, answer));
        }
        return switch (contract.check(answer, ContractInput.of(List.of(), contextIds(full)))) {
            case ContractVerdict.Valid(), ContractVerdict.NotChecked _ -> new Made.Good(written(full, answer));
            case ContractVerdict.Repaired(ChatAnswer repaired, var _) -> new Made.Good(written(full, repaired));
            case ContractVerdict.Invalid(List<Violation> violations) ->
                new Made.Bad(violations.stream()
                        .map(violation -> new Mistake(
                                "text",
                                violation.found(),
                                violation.expected()
                                        + (violation.pointer().isEmpty() ? "" : " at " + violation.pointer())
                                        + ", by the check " + violation.check().word()))
                        .toList());
        };
    }

    private static @Nullable String contextIds(FullReview full) {
        Endpoint endpoint =
                full.review().dialect() == Dialect.ANTHROPIC ? Endpoint.MESSAGES : Endpoint.CHAT_COMPLETIONS;
        return CallerRequest.read(endpoint, full.story().request().getBytes(UTF_8))
                        instanceof Result.Ok<CallerRequest>(CallerRequest request)
                ? request.metadata(ContractInput.CONTEXT_IDS)
                : null;
    }

    private static List<Tool> tools(FullReview full) {
        return Codecs.of(full.review().dialect())
                                .readRequest(full.story().request().getBytes(UTF_8))
                        instanceof Result.Ok<ChatRequest>(ChatRequest request)
                ? request.tools()
                : List.of();
    }

    /** A person's own words as an answer. */
    private static ChatAnswer said(Review review, String text) {
        return new ChatAnswer(
                "review-" + review.id(),
                review.route(),
                review.at().getEpochSecond(),
                List.of(new ChatAnswer.Choice(0, List.of(new Part.Text(text)), FinishReason.STOP, "", null, null)),
                NO_USAGE,
                null);
    }

    private static ChatAnswer proposed(FullReview full) {
        String json = full.story().proposed();
        if (json != null
                && Codecs.of(full.review().dialect()).readAnswer(json.getBytes(UTF_8))
                        instanceof AnswerRead.Answer(ChatAnswer answer)) {
            return answer;
        }
        throw new IllegalStateException("review " + full.review().id() + " has no proposed answer");
    }

    static List<Part.ToolCall> toolCalls(ChatAnswer answer) {
        return answer.choices().stream()
                .flatMap(choice -> choice.parts().stream())
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
    }

    private static ChatAnswer.Choice calling(ChatAnswer answer) {
        return answer.choices().stream()
                .filter(choice -> choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance))
                .findFirst()
                .orElse(answer.choices().getFirst());
    }

    private static String written(FullReview full, ChatAnswer answer) {
        Review review = full.review();
        Codec codec = Codecs.of(review.dialect());
        Reply reply = new Reply(review.trace(), review.route(), review.at().getEpochSecond(), true);
        return new String(codec.writeAnswer(answer, reply), UTF_8);
    }
}
