package dev.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Attempt;
import dev.penstock.core.Choices;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Outcome;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequestSpansTest {
    private static final long BEGIN = 1_795_255_200_000_250_000L;

    private final RequestSpans spans = new RequestSpans(
            Resource.empty(), InstrumentationScopeInfo.create("test"), new Targets(Finished.PROVIDERS));

    @Test
    void aRequestIsASpanOfItsCallersAndItsAttemptsAreItsChildren() {
        List<SpanData> all = spans.of(Finished.fallback(Finished.CONTEXT));

        assertThat(all).extracting(SpanData::getName).containsExactly("chat support", "chat m1", "chat m2");
        assertThat(all)
                .extracting(SpanData::getKind)
                .containsExactly(SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CLIENT);
        assertThat(all).extracting(SpanData::getTraceId).containsOnly("00000000000000010000000000000002");
        assertThat(all)
                .extracting(SpanData::getParentSpanId)
                .containsExactly("0000000000000003", "0000000000000004", "0000000000000004");
        assertThat(all)
                .extracting(SpanData::getSpanId)
                .containsExactly("0000000000000004", Finished.CONTEXT.attemptId(0), Finished.CONTEXT.attemptId(1));
        assertThat(all.getFirst().getSpanContext().getTraceState().asMap())
                .containsExactly(Map.entry("rojo", "1"), Map.entry("congo", "2"));
        assertThat(all).allSatisfy(span -> assertThat(span.hasEnded()).isTrue());
    }

    @Test
    void spansBeginAndEndWhenWhatTheyAreAboutDid() {
        List<SpanData> all = spans.of(Finished.fallback(Finished.CONTEXT));
        assertThat(all)
                .extracting(span -> span.getStartEpochNanos() - BEGIN)
                .containsExactly(0L, 100_000L, 50_400_000L);
        assertThat(all)
                .extracting(span -> span.getEndEpochNanos() - BEGIN)
                .containsExactly(70_200_000L, 50_300_000L, 70_100_000L);
    }

    @Test
    void theRequestIsToldInTheWordsOfTheConventionsAndOfItsTrace() {
        assertThat(attributes(spans.of(Finished.fallback(Finished.CONTEXT)).getFirst()))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.provider.name", "anthropic"),
                        Map.entry("gen_ai.request.model", "support"),
                        Map.entry("gen_ai.conversation.id", "s-1"),
                        Map.entry("gen_ai.response.id", "chatcmpl-1"),
                        Map.entry("gen_ai.response.model", "m2-2026"),
                        Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
                        Map.entry("gen_ai.usage.input_tokens", 15L),
                        Map.entry("gen_ai.usage.cache_read.input_tokens", 3L),
                        Map.entry("gen_ai.usage.cache_creation.input_tokens", 2L),
                        Map.entry("gen_ai.usage.output_tokens", 5L),
                        Map.entry("gen_ai.usage.reasoning.output_tokens", 1L),
                        Map.entry("url.path", "/v1/chat/completions"),
                        Map.entry("http.response.status_code", 200L),
                        Map.entry("penstock.trace", "local-1"),
                        Map.entry("penstock.caller", "shop"),
                        Map.entry("penstock.dialect", "openai"),
                        Map.entry("penstock.route", "support"),
                        Map.entry("penstock.release", "0123456789ab"),
                        Map.entry("penstock.revision", 7L),
                        Map.entry("penstock.prompt", "support@2"),
                        Map.entry("penstock.prompt_hash", "ff"),
                        Map.entry("penstock.digest", "00ff"),
                        Map.entry("penstock.context_ids", List.of("doc-1")),
                        Map.entry("penstock.outcome", "fallback"),
                        Map.entry("penstock.attempts", 2L),
                        Map.entry("penstock.overhead_us", 300L),
                        Map.entry("penstock.cost_microdollars", 4.5)));
    }

    @Test
    void anAttemptIsToldInTheWordsOfTheConventionsAndOfItsTrace() {
        List<SpanData> all = spans.of(Finished.fallback(Finished.CONTEXT));

        assertThat(all.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(all.get(1)))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("gen_ai.operation.name", "chat"),
                        Map.entry("gen_ai.provider.name", "openai"),
                        Map.entry("gen_ai.request.model", "m1"),
                        Map.entry("gen_ai.request.stream", true),
                        Map.entry("server.address", "api.openai.com"),
                        Map.entry("server.port", 443L),
                        Map.entry("error.type", "timeout_first_token"),
                        Map.entry("penstock.target", "first"),
                        Map.entry("penstock.provider", "one"),
                        Map.entry("penstock.diagnosis", Diagnosis.Fault.SLOW_FIRST_TOKEN.word()),
                        Map.entry("penstock.remedy", "fail_over: second")));
        assertThat(all.get(2).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attributes(all.get(2)))
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", 9000L)
                .containsEntry("gen_ai.response.time_to_first_chunk", 0.01)
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("penstock.rules", List.of("0123456789ab"))
                .containsEntry("penstock.contract", "repaired")
                .containsEntry("penstock.contract.repairs", List.of("fence"))
                .containsEntry("gen_ai.response.id", "chatcmpl-1")
                .containsEntry("penstock.fingerprint", "fp_1")
                .containsEntry("penstock.provider_request_id", "req_1")
                .doesNotContainKey("error.type");
    }

    @Test
    void attemptsThatRanAtOnceAreNumberedByTheirBegin() {
        Trace fallback = Finished.fallback(Finished.CONTEXT);
        Trace crossed = Finished.trace(
                "local-2", fallback.attempts().reversed(), Outcome.FALLBACK, 200, Finished.CONTEXT, Choices.NONE);
        assertThat(spans.of(crossed))
                .extracting(SpanData::getName)
                .containsExactly("chat support", "chat m1", "chat m2");
    }

    @Test
    void whatWasWrittenInARequestOrInItsErrorIsNotTold() {
        Attempt declined = Finished.fallback(null).attempts().getFirst();
        Trace failed =
                Finished.trace("local-3", List.of(declined), Outcome.FAILED, 504, Finished.CONTEXT, Choices.NONE);

        List<SpanData> all = spans.of(failed);

        assertThat(all.getFirst().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attributes(all.getFirst())).containsEntry("error.type", "timeout_first_token");
        assertThat(all.toString())
                .doesNotContain("a text that nobody else may read")
                .doesNotContain(String.valueOf(
                        Objects.requireNonNull(declined.failure()).message()));
    }

    @Test
    void aTraceThatNobodyRecordsHasNoSpans() {
        TraceContext unsampled = new TraceContext(1, 2, 3, 4, false, "");
        TraceContext handedOn = new TraceContext(1, 2, 3, 0, true, "");
        assertThat(spans.of(Finished.fallback(null))).isEmpty();
        assertThat(spans.of(Finished.fallback(unsampled))).isEmpty();
        assertThat(spans.of(Finished.fallback(handedOn))).isEmpty();
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }
}
