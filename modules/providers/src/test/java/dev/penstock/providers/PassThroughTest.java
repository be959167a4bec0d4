package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.json.MalformedJsonException;
import dev.penstock.testkit.AnthropicStreamRules;
import dev.penstock.testkit.EventStreamRules;
import dev.penstock.testkit.OpenAiStreamRules;
import dev.penstock.testkit.StreamEnd;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes to the caller as it came: nothing is changed, everything that must be known is seen, no cut looks whole.
 */
class PassThroughTest {
    private static final byte[] OPENAI_STREAM = Wire.data(
            "{'id':'c','object':'chat.completion.chunk','created':1,'model':'gpt-x','system_fingerprint':'fp_1','choices':[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}],'usage':null}",
            "{'id':'c','object':'chat.completion.chunk','created':1,'model':'gpt-x','choices':[{'index':0,'delta':{'content':'Grüße"
                + " 漢😀'},'finish_reason':null}],'usage':null}",
            "{'id':'c','object':'chat.completion.chunk','created':1,'model':'gpt-x','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null}",
            "{'id':'c','object':'chat.completion.chunk','created':1,'model':'gpt-x','choices':[],'usage':{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,'prompt_tokens_details':{'cached_tokens':4},'completion_tokens_details':{'reasoning_tokens':2}}}",
            "[DONE]");

    private static final byte[] ANTHROPIC_STREAM = Wire.named(
            "{'type':'message_start','message':{'id':'m','type':'message','role':'assistant','model':'claude-x','content':[],'stop_reason':null,'stop_sequence':null,'usage':{'input_tokens':7,'cache_read_input_tokens':3,'cache_creation_input_tokens':2,'output_tokens':1}}}",
            "{'type':'ping'}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Grüße 漢😀'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'message_delta','delta':{'stop_reason':'max_tokens','stop_sequence':null},'usage':{'output_tokens':9}}",
            "{'type':'message_stop'}");

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aWholeStreamGoesOnByteForByteHoweverItIsCut(Dialect dialect) {
        byte[] stream = stream(dialect);
        for (int step = 1; step <= stream.length; step++) {
            Relayed relayed = relay(dialect, stream, step, true);
            assertThat(new String(relayed.out, UTF_8)).isEqualTo(new String(stream, UTF_8));
            assertThat(relayed.state).isEqualTo(StreamRelay.State.COMPLETE);
        }
    }

    @Test
    void whatMustBeKnownIsSeen() {
        AnswerFacts openAi =
                relay(Dialect.OPENAI, OPENAI_STREAM, 50, true).relay.facts();
        assertThat(openAi.model()).isEqualTo("gpt-x");
        assertThat(openAi.fingerprint()).isEqualTo("fp_1");
        assertThat(openAi.finish()).isEqualTo(FinishReason.STOP);
        assertThat(openAi.usage()).isEqualTo(new Usage(6, 4, 0, 5, 2));
        AnswerFacts anthropic =
                relay(Dialect.ANTHROPIC, ANTHROPIC_STREAM, 50, true).relay.facts();
        assertThat(anthropic.model()).isEqualTo("claude-x");
        assertThat(anthropic.finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(anthropic.usage()).isEqualTo(new Usage(7, 3, 2, 9, 0));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void contentIsSeenWithItsFirstPieceAndNotBefore(Dialect dialect) {
        byte[] stream = stream(dialect);
        int content = new String(stream, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("Gr");
        StreamRelay relay = passThrough(dialect, true);
        relay.feed(Arrays.copyOf(stream, content), (_, _, _) -> {});
        assertThat(relay.facts().content()).isFalse();
        relay.feed(Arrays.copyOfRange(stream, content, stream.length), (_, _, _) -> {});
        assertThat(relay.facts().content()).isTrue();
    }

    @Test
    void theUsageThatOnlyPenstockAskedForIsTakenOut() {
        String out = new String(relay(Dialect.OPENAI, OPENAI_STREAM, 64, false).out, UTF_8);
        assertThat(out)
                .doesNotContain("prompt_tokens")
                .contains("'stop'".replace('\'', '"'))
                .endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aStreamCutAtAnyByteIsWholeEventsAndNeverWhole(Dialect dialect) {
        byte[] stream = stream(dialect);
        String complete = dialect == Dialect.OPENAI ? "\"stop\"" : "\"stop_reason\":\"max_tokens\"";
        int finished = new String(stream, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(complete);
        for (int cut = 0; cut < stream.length; cut++) {
            Relayed relayed = relay(dialect, Arrays.copyOf(stream, cut), 37, true);
            byte[] withError = concat(
                    relayed.out,
                    Codecs.of(dialect)
                            .writeErrorEvent(
                                    dev.penstock.core.ApiError.of(dev.penstock.core.ApiError.Kind.BAD_GATEWAY, "cut")));
            EventStreamRules.check(withError);
            if (relayed.state == StreamRelay.State.COMPLETE) {
                assertThat(cut).isGreaterThan(finished);
                assertThat(end(dialect, relayed.out)).isEqualTo(StreamEnd.COMPLETE);
            } else {
                assertThat(relayed.relay.failure()).isInstanceOf(AttemptFailure.CutStream.class);
                if (relayed.relay.facts().content()) {
                    assertThat(end(dialect, withError)).isEqualTo(StreamEnd.ERROR);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anEventThatIsNotJsonBreaksTheStreamAndIsNotPassedOn(Dialect dialect) {
        byte[] head =
                dialect == Dialect.OPENAI ? Arrays.copyOf(OPENAI_STREAM, 300) : Arrays.copyOf(ANTHROPIC_STREAM, 0);
        Relayed relayed = relay(dialect, concat(head, "\n\ndata: {\"choices\":[{\n\n".getBytes(UTF_8)), 11, true);
        assertThat(relayed.state).isEqualTo(StreamRelay.State.BROKEN);
        assertThat(relayed.relay.failure()).isInstanceOf(AttemptFailure.Malformed.class);
        assertThat(new String(relayed.out, UTF_8)).doesNotContain("{\"choices\":[{\n");
    }

    @Test
    void anErrorInTheStreamBreaksItInEveryForm() {
        String data =
                "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
        String[] errors = {data, "event: error\n" + data};
        for (String error : errors) {
            Relayed relayed = relay(Dialect.OPENAI, error.getBytes(UTF_8), 9, true);
            assertThat(relayed.relay.failure())
                    .isInstanceOfSatisfying(
                            AttemptFailure.ErrorInStream.class,
                            failure -> assertThat(failure.error().message()).isEqualTo("Overloaded"));
            assertThat(relayed.out).isEmpty();
        }
        assertThat(relay(Dialect.ANTHROPIC, errors[1].getBytes(UTF_8), 9, true)
                        .relay
                        .failure())
                .isInstanceOf(AttemptFailure.ErrorInStream.class);
    }

    @Test
    void aMissingMarkOfTheEndIsAddedAfterAReasonAndAMissingReasonIsForgivenWithTheMark() {
        String stream = new String(OPENAI_STREAM, UTF_8);
        Relayed withoutDone =
                relay(Dialect.OPENAI, stream.replace("data: [DONE]\n\n", "").getBytes(UTF_8), 20, true);
        assertThat(new String(withoutDone.out, UTF_8)).isEqualTo(stream);
        Relayed withoutReason = relay(
                Dialect.OPENAI,
                stream.replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null")
                        .getBytes(UTF_8),
                20,
                true);
        assertThat(withoutReason.state).isEqualTo(StreamRelay.State.COMPLETE);
        String anthropic = new String(ANTHROPIC_STREAM, UTF_8);
        int stop = anthropic.indexOf("event: message_stop");
        Relayed withoutStop =
                relay(Dialect.ANTHROPIC, anthropic.substring(0, stop).getBytes(UTF_8), 20, true);
        assertThat(end(Dialect.ANTHROPIC, withoutStop.out)).isEqualTo(StreamEnd.COMPLETE);
    }

    @Test
    void aMarkOfTheEndWithoutAnyChoiceBeforeIsNoAnswer() {
        byte[] stream = Wire.data(
                "{'id':'c','object':'chat.completion.chunk','model':'m','choices':[],'usage':null}", "[DONE]");
        assertThat(relay(Dialect.OPENAI, stream, 13, true).relay.failure())
                .isInstanceOf(AttemptFailure.CutStream.class);
    }

    @Test
    void commentsAndPingsAreNoPiecesOfAnAnswer() {
        for (Dialect dialect : Dialect.values()) {
            StreamRelay relay = passThrough(dialect, true);
            relay.feed(stream(dialect), (_, _, _) -> {});
            long pieces = relay.facts().pieces();
            assertThat(pieces).isEqualTo(1);
            StreamRelay quiet = passThrough(dialect, true);
            quiet.feed(": ping\n\n".getBytes(UTF_8), (_, _, _) -> {});
            if (dialect == Dialect.ANTHROPIC) {
                quiet.feed("event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(UTF_8), (_, _, _) -> {});
            }
            assertThat(quiet.facts().pieces()).isZero();
        }
    }

    @Test
    void wholeAnswersAreReadInPlace() {
        AnswerFacts facts = Wire.OPENAI.factsOf(Wire.body(
                "{'model':'gpt-x','choices':[{'index':0,'message':{'role':'assistant','content':null,'tool_calls':[{}]},"
                    + "'finish_reason':'stop'}],'usage':{'prompt_tokens':3,'completion_tokens':2}}"));
        assertThat(facts.content()).isTrue();
        assertThat(facts.finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(facts.usage()).isEqualTo(new Usage(3, 0, 0, 2, 0));
        for (String none :
                new String[] {"{}", "{'choices':null}", "{'error':{'message':'x'}}", "{'type':'error','error':{}}"}) {
            assertThatThrownBy(() -> Wire.OPENAI.factsOf(Wire.body(none))).isInstanceOf(MalformedJsonException.class);
            assertThatThrownBy(() -> Wire.ANTHROPIC.factsOf(Wire.body(none)))
                    .isInstanceOf(MalformedJsonException.class);
        }
        AnswerFacts empty = Wire.OPENAI.factsOf(
                Wire.body("{'choices':[{'message':{'role':'assistant','content':''},'finish_reason':'stop'}]}"));
        assertThat(empty.content()).isFalse();
        AnswerFacts anthropic = Wire.ANTHROPIC.factsOf(
                Wire.body(
                        "{'type':'message','model':'claude-x','content':[{'type':'text','text':'hi'}],'stop_reason':'end_turn','usage':{'input_tokens':1,'output_tokens':2}}"));
        assertThat(anthropic.content()).isTrue();
        assertThat(anthropic.usage()).isEqualTo(new Usage(1, 0, 0, 2, 0));
        assertThatThrownBy(() -> Wire.OPENAI.factsOf("<html>".getBytes(UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> Wire.ANTHROPIC.factsOf("{\"a\":".getBytes(UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }

    private record Relayed(StreamRelay relay, StreamRelay.State state, byte[] out) {}

    private static Relayed relay(Dialect dialect, byte[] stream, int step, boolean passUsage) {
        StreamRelay relay = passThrough(dialect, passUsage);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StreamRelay.Out sink = (bytes, from, to) -> out.write(bytes, from, to - from);
        for (int from = 0; from < stream.length; from += step) {
            relay.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + step)), sink);
        }
        StreamRelay.State state = relay.end(sink);
        return new Relayed(relay, state, out.toByteArray());
    }

    private static StreamRelay passThrough(Dialect dialect, boolean passUsage) {
        return new PassThroughRelay(Codecs.of(dialect).streamWatch(null), passUsage);
    }

    private static byte[] stream(Dialect dialect) {
        return dialect == Dialect.OPENAI ? OPENAI_STREAM : ANTHROPIC_STREAM;
    }

    private static StreamEnd end(Dialect dialect, byte[] stream) {
        return dialect == Dialect.OPENAI ? OpenAiStreamRules.check(stream, true) : AnthropicStreamRules.check(stream);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
