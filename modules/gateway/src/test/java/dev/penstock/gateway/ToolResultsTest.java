package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Dialect;
import dev.penstock.core.Release;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.UnknownResult.Why;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.core.json.JsonSplice;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolResultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FAILED =
            "[unknown: the tool failed. Do not take this for data; say what is not known.] ";
    private static final String NOTHING =
            "[unknown: the tool gave nothing. Do not make up what it could have said;" + " say what is not known.] ";
    private static final String CALLS = "{'role':'assistant','tool_calls':["
            + "{'id':'1','type':'function','function':{'name':'get_level','arguments':'{}'}},"
            + "{'type':'function','function':{'name':'get_gate','arguments':'{}'},'id':'2'}]}";
    private static final String USES = "{'role':'assistant','content':[{'type':'text','text':'I look.'},"
            + "{'type':'tool_use','id':'1','name':'get_level','input':{}},"
            + "{'type':'tool_use','id':'2','name':'get_gate','input':{'id':'1'}}]}";

    @Test
    void aResultInOpenAisDialectIsLabelledInEachOfItsForms() {
        assertThat(labelled(chat("{'role':'tool','tool_call_id':'1','content':'Error: x'}")))
                .contains(text("'tool_call_id':'1','content':'" + FAILED + "Error: x'"));
        assertThat(labelled(chat("{'role':'tool','tool_call_id':'1','content' :\\t''}".replace("\\t", "\t"))))
                .contains(text("'content' :\t'" + NOTHING + "'"));
        assertThat(labelled(chat("{'role':'tool','tool_call_id':'1','content': null}")))
                .contains(text("'content': '" + NOTHING + "'}"));
        assertThat(labelled(chat("{ 'role':'tool','tool_call_id':'1'}")))
                .contains(text("{'content':'" + NOTHING + "', 'role':'tool'"));
        assertThat(labelled(chat("{'role':'tool','tool_call_id':'1','content':[]}")))
                .contains(text("'content':[{'type':'text','text':'" + NOTHING + "'}]"));
        assertThat(labelled(chat("{'role':'tool','tool_call_id':'1','content':[ {'type':'text','text':'Error: x'}]}")))
                .contains(
                        text("'content':[{'type':'text','text':'" + FAILED + "'}, {'type':'text','text':'Error: x'}]"));
    }

    @Test
    void aResultInAnthropicsDialectIsLabelledAndItsFlagStays() {
        String failed = "{'type':'tool_result','is_error':true,'tool_use_id':'1','content':'no gate'}";
        assertThat(labelled(messages(failed)))
                .contains(text("'is_error':true,'tool_use_id':'1','content':'" + FAILED + "no gate'}"));
        assertThat(labelled(messages("{'type':'tool_result','tool_use_id':'1'}")))
                .contains(text("{'content':'" + NOTHING + "','type':'tool_result'"));
        assertThat(unchanged(messages("{'type':'tool_result','tool_use_id':'1','is_error':false,'content':'x'}")))
                .isTrue();
    }

    @Test
    void aFailureIsSaidByItsLabelWhereTheTargetHasNoWordForIt() {
        CallerRequest request = messages(
                "{'type':'tool_result','tool_use_id':'1','is_error':true,'content':'no gate'}",
                USES,
                "{'role':'user','content':'How high is it?'}");
        String sent = sent(request, Releases.plain(), Releases.OPENAI);
        assertThat(sent).contains(text("'content':'" + FAILED + "no gate'")).doesNotContain("is_error");
        assertThat(ProviderBody.of(ask(request, accepting()), Releases.OPENAI, Set.of()))
                .as("nothing says it")
                .isInstanceOf(dev.penstock.core.Result.Refused.class);
    }

    @Test
    void whatTheContractAcceptsIsLeftAlone() {
        CallerRequest request = chat(CALLS, "{'role':'tool','tool_call_id':'1','content':''}");
        assertThat(rendered(request, accepting()).unknown()).isEmpty();
        assertThat(sent(request, accepting(), Releases.OPENAI)).doesNotContain("[unknown");
        assertThat(sent(request, Releases.plain(), Releases.OPENAI)).contains("[unknown");
    }

    @Test
    void thoseCountThatTheModelAnswersOnNow() {
        String failed = "{'role':'tool','tool_call_id':'2','content':'Error: x'}";
        CallerRequest before = chat(CALLS, failed, "{'role':'assistant','content':'Not known.'}", hello());
        assertThat(results(before).unknown()).isEmpty();
        assertThat(labelled(before)).contains(FAILED);
        assertThat(results(chat(failed.replace("'2'", "'9'"), CALLS, failed, hello(), empty("1")))
                        .unknown())
                .containsExactly(new UnknownResult("get_gate", Why.ERROR), new UnknownResult("get_level", Why.EMPTY));
        assertThat(results(messages(
                                "{'type':'tool_result','tool_use_id':'2','content':'{'},"
                                        + "{'type':'tool_result','tool_use_id':'1','content':'3 m'}",
                                USES))
                        .unknown())
                .containsExactly(new UnknownResult("get_gate", Why.PARTIAL));
    }

    @Test
    void theBeginOfAnAnswerIsNoneYet() {
        CallerRequest request = chat(CALLS, empty("1"), "{'role':'assistant','content':'The level is'}");
        assertThat(results(request).unknown()).containsExactly(new UnknownResult("get_level", Why.EMPTY));
    }

    @Test
    void theNameOfAToolIsToldAsFarAsItMayBe() {
        assertThat(results(chat(empty("1"))).unknown()).containsExactly(new UnknownResult("", Why.EMPTY));
        String odd = "{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'%s'}}]}";
        assertThat(results(chat(odd.formatted("get level,\\u0000\\n"), empty("1")))
                        .unknown())
                .containsExactly(new UnknownResult("get_level___", Why.EMPTY));
        assertThat(results(chat(odd.formatted("sk-secret-1234567890"), empty("1")))
                        .unknown())
                .containsExactly(new UnknownResult("_redacted_", Why.EMPTY));
        String many = empty("1").repeat(40).replace("}{", "},{");
        assertThat(results(chat(CALLS, many)).unknown()).hasSize(16);
        assertThat(labelled(chat(CALLS, many)).split("\\[unknown", -1)).hasSize(41);
    }

    @Test
    void whatIsNoResultOfAToolIsLeftAlone() {
        assertThat(unchanged(chat(hello(), "{'role':'assistant','content':null,'tool_calls':[]}", hello(), "7")))
                .isTrue();
        assertThat(unchanged(chat("{'role':'user','content':[{'type':'tool_result','tool_use_id':'1'}]}")))
                .isTrue();
        assertThat(unchanged(messages("{'type':'text','text':'Error: x'}, null, 'Error: x'", USES)))
                .isTrue();
    }

    /** Requests made at random: with the labels taken out again, they are what the caller sent, to the byte. */
    @Test
    void nothingButTheLabelsChanges() throws IOException {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            CallerRequest request = random(random);
            JsonSplice splice = new JsonSplice(request.body());
            ToolResults results = ToolResultScan.of(request);
            results.label(splice, request.endpoint().dialect());
            byte[] changed = splice.bytes();
            assertThat(changed.length - request.body().bytes().length)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo((int) results.bytes());
            assertThat(withoutLabels(JSON.readTree(changed)))
                    .as("seed %d", seed)
                    .isEqualTo(withoutLabels(JSON.readTree(request.body().bytes())));
            String text = new String(changed, UTF_8);
            for (Why why : Why.values()) {
                ToolLabel label = ToolLabel.of(why);
                text = text.replace(new String(label.member(), UTF_8), "")
                        .replace(new String(label.part(), UTF_8), "")
                        .replace(new String(label.onlyPart(), UTF_8), "")
                        .replace(new String(label.text(), UTF_8), "\"\"")
                        .replace(new String(label.inText(), UTF_8), "");
            }
            // An empty text and null have one label, so that they look alike without it.
            assertThat(text.replace(":null", ":\"\""))
                    .as("seed %d", seed)
                    .isEqualTo(new String(request.body().bytes(), UTF_8).replace(":null", ":\"\""));
        }
    }

    private static JsonNode withoutLabels(JsonNode body) {
        for (JsonNode message : body.path("messages")) {
            without((ObjectNode) message);
            for (JsonNode block : message.path("content")) {
                if (block instanceof ObjectNode object) {
                    without(object);
                }
            }
        }
        return body;
    }

    private static void without(ObjectNode holder) {
        JsonNode content = holder.path("content");
        if (content instanceof ArrayNode parts
                && parts.path(0).path("text").asText().startsWith("[unknown: ")) {
            parts.remove(0);
        }
        String text = content.isTextual() ? content.asText() : "";
        if (text.startsWith("[unknown: ")) {
            holder.put("content", text.substring(text.indexOf("] ") + 2));
        }
        if (holder.path("content").asText("").isEmpty()
                && !holder.path("content").isArray()) {
            holder.remove("content");
        }
    }

    private static CallerRequest random(Random random) {
        boolean openAi = random.nextBoolean();
        List<String> contents = List.of(
                "'Error: x'", "''", "null", "[]", "[{'type':'text','text':'{'}]", "'whole é'", "'{\\'a\\':[1'", "7");
        List<String> parts = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String content = contents.get(random.nextInt(contents.size()));
            String space = random.nextBoolean() ? " " : "";
            String field = random.nextInt(4) == 0 ? "" : "," + space + "'content':" + content;
            parts.add(
                    switch (random.nextInt(3)) {
                        case 0 -> openAi ? "{'role':'user','content':" + content + "}" : "{'type':'text','text':'x'}";
                        default ->
                            openAi
                                    ? "{" + space + "'role':'tool','tool_call_id':'" + i + "'" + field + "}"
                                    : "{" + space + "'type':'tool_result','is_error':" + random.nextBoolean() + field
                                            + "}";
                    });
        }
        String joined = String.join(random.nextBoolean() ? "," : " ,\n", parts);
        return openAi ? chat(CALLS, joined) : messages(joined, USES);
    }

    private static String hello() {
        return "{'role':'user','content':'hello'}";
    }

    private static String empty(String callId) {
        return "{'role':'tool','tool_call_id':'" + callId + "','content':''}";
    }

    private static CallerRequest chat(String... messages) {
        return Releases.chat("{'model':'support','max_tokens':9,'messages':[" + String.join(",", messages) + "]}");
    }

    /** The blocks stand in the last message, behind others. */
    private static CallerRequest messages(String blocks, String... before) {
        String first = before.length == 0 ? "" : String.join(",", before) + ",";
        return Releases.messages("{'model':'support','max_tokens':9,'messages':[" + first + "{'role':'user','content':["
                + blocks + "]}]}");
    }

    private static ToolResults results(CallerRequest request) {
        return ToolResultScan.of(request);
    }

    private static ToolResults rendered(CallerRequest request, Release release) {
        return Releases.ok(Rendering.of(request, release)).toolResults();
    }

    private static boolean unchanged(CallerRequest request) {
        JsonSplice splice = new JsonSplice(request.body());
        results(request).label(splice, Dialect.OPENAI);
        return Arrays.equals(splice.bytes(), request.body().bytes());
    }

    private static String labelled(CallerRequest request) {
        JsonSplice splice = new JsonSplice(request.body());
        results(request).label(splice, request.endpoint().dialect());
        return new String(splice.bytes(), UTF_8);
    }

    private static String sent(CallerRequest request, Release release, Release.Rung rung) {
        return new String(Releases.ok(ProviderBody.of(ask(request, release), rung, Set.of())), UTF_8);
    }

    private static Ask ask(CallerRequest request, Release release) {
        return new Ask(
                "trace",
                Instant.EPOCH,
                request,
                Releases.ok(Rendering.of(request, release)),
                release,
                null,
                null,
                null,
                null,
                Set.of(),
                List.of());
    }

    private static Release accepting() {
        ContractTerms usual = ContractTerms.USUAL;
        return Releases.withTerms(new ContractTerms(
                usual.checks(),
                usual.repair(),
                usual.retries(),
                usual.otherwise(),
                ToolResultRule.ACCEPT,
                ContractStream.HOLD,
                false));
    }

    private static String text(String quotes) {
        return quotes.replace('\'', '"');
    }
}
