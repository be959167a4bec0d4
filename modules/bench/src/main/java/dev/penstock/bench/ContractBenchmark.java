package dev.penstock.bench;

import dev.penstock.contract.ContractCheck;
import dev.penstock.contract.ContractInput;
import dev.penstock.contract.ContractVerdict;
import dev.penstock.core.FinishReason;
import dev.penstock.core.chat.ChatAnswer;
import dev.penstock.core.chat.Json;
import dev.penstock.core.chat.Part;
import dev.penstock.core.chat.Tool;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A contract with every check against an answer of 2 KB: valid, to be repaired, invalid; a tool call; compiling it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ContractBenchmark {
    private static final Contract CONTRACT = new Contract("orders", """
        {"type": "object", "required": ["orders"], "additionalProperties": false,
         "properties": {"orders": {"type": "array", "maxItems": 100, "items": {
           "type": "object", "required": ["id", "text", "count"], "additionalProperties": false,
           "properties": {
             "id": {"type": "string", "pattern": "^o-[0-9]+$"},
             "text": {"type": "string", "minLength": 1, "maxLength": 500},
             "count": {"type": "integer", "minimum": 0},
             "price": {"type": "number"},
             "mail": {"type": "string", "format": "email"}}}}}}
        """);
    private static final ContractTerms TERMS =
            new ContractTerms(new AnswerChecks(Set.of("en"), 10_000, true, true, true), true, 1, new Fallback.Refuse());
    private static final Json TOOL_SCHEMA = new Json(
            "{\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, \"required\": [\"city\"]}");

    private final ContractCheck check = ContractCheck.of(CONTRACT, TERMS);
    private final ContractInput input =
            new ContractInput(List.of(new Tool.Function("find", null, TOOL_SCHEMA)), Set.of("doc-1"));
    private final ChatAnswer valid = text(orders("3"));
    private final ChatAnswer fenced =
            text("Here it is:\n```json\n" + orders("3").replace("}]", "},]") + "\n```");
    private final ChatAnswer coercible = text(orders("\"3\""));
    private final ChatAnswer invalid = text(orders("\"three\""));
    private final ChatAnswer call =
            answer(FinishReason.TOOL_CALLS, new Part.ToolCall("call_1", "find", new Json("{\"city\": \"Ulm\"}")));

    private static String orders(String count) {
        return IntStream.range(0, 15)
                .mapToObj(i ->
                        "{\"id\": \"o-" + i + "\", \"text\": \"This is what the customer has asked for, as in [doc-1]."
                                + "\", \"count\": " + count + ", \"price\": 12.50, \"mail\": \"a.b@shop.example\"}")
                .collect(Collectors.joining(",\n", "{\"orders\": [", "]}"));
    }

    private static ChatAnswer text(String text) {
        return answer(FinishReason.STOP, new Part.Text(text));
    }

    private static ChatAnswer answer(FinishReason finish, Part part) {
        return new ChatAnswer(
                "id",
                "model",
                0,
                List.of(new ChatAnswer.Choice(0, List.of(part), finish, finish.word(), null, null)),
                null,
                null);
    }

    @Benchmark
    public ContractVerdict valid() {
        return check.check(valid, input);
    }

    @Benchmark
    public ContractVerdict repairedFence() {
        return check.check(fenced, input);
    }

    @Benchmark
    public ContractVerdict repairedNumbers() {
        return check.check(coercible, input);
    }

    @Benchmark
    public ContractVerdict invalid() {
        return check.check(invalid, input);
    }

    @Benchmark
    public ContractVerdict toolCall() {
        return check.check(call, input);
    }

    @Benchmark
    public ContractCheck compile() {
        return ContractCheck.of(CONTRACT, TERMS);
    }
}
