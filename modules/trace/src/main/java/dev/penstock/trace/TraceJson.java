package dev.penstock.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Between;
import dev.penstock.core.Choices;
import dev.penstock.core.ContractResult;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.ToolOutput;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.Usage;
import dev.penstock.core.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traces as JSON: a line for the log, which tells the whole story, and the same laid out for reading. */
public final class TraceJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private TraceJson() {}

    /** The story as a line, its line feed included. */
    public static byte[] line(Trace trace) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);
        line(trace, line);
        return line.toByteArray();
    }

    /** Appends the story as a line to what is in memory. */
    static void line(Trace trace, ByteArrayOutputStream line) {
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            head(json, trace);
            json.writeArrayFieldStart("attempts");
            for (Attempt attempt : trace.attempts()) {
                attempt(json, attempt);
            }
            json.writeEndArray();
            end(json, trace);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        line.write('\n');
    }

    /** What the line of a trace begins with, and no other one. */
    static String begin(String id) {
        StringBuilder begin = new StringBuilder("{\"trace\":");
        JsonText.appendQuoted(begin, id);
        return begin.toString();
    }

    /** A line laid out for reading. */
    public static byte[] laidOut(byte[] line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * line.length);
        try (JsonParser in = JSON.createParser(line);
                JsonGenerator json = JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            while (in.nextToken() != null) {
                json.copyCurrentEventExact(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a line of ours is not JSON", e);
        }
        return out.toByteArray();
    }

    private static void head(JsonGenerator json, Trace trace) throws IOException {
        json.writeStringField("trace", trace.id());
        json.writeStringField("at", trace.at().toString());
        context(json, trace.context());
        text(json, "caller", trace.caller());
        json.writeStringField("dialect", trace.dialect().word());
        json.writeStringField("endpoint", trace.endpoint());
        text(json, "route", trace.route());
        text(json, "release", trace.release());
        json.writeNumberField("revision", trace.revision());
        text(json, "prompt", trace.prompt());
        text(json, "prompt_hash", trace.promptHash());
        json.writeBooleanField("stream", trace.stream());
        facts(json, trace.facts());
        choices(json, trace.choices());
    }

    /** The ids by which a tracing system knows it. */
    private static void context(JsonGenerator json, @Nullable TraceContext context) throws IOException {
        if (context != null) {
            json.writeObjectFieldStart("trace_context");
            json.writeStringField("trace_id", context.traceId());
            text(json, "parent_id", context.parent() == 0 ? null : context.parentId());
            text(json, "span_id", context.isSpan() ? context.spanId() : null);
            json.writeBooleanField("sampled", context.sampled());
            json.writeEndObject();
        }
    }

    private static void facts(JsonGenerator json, RequestFacts facts) throws IOException {
        text(json, "digest", facts.digest());
        text(json, "session", facts.session());
        texts(json, "context_ids", facts.contextIds());
        if (!facts.sampling().isEmpty()) {
            json.writeObjectFieldStart("sampling");
            for (Map.Entry<String, String> parameter : facts.sampling().entrySet()) {
                json.writeFieldName(parameter.getKey());
                json.writeRawValue(parameter.getValue());
            }
            json.writeEndObject();
        }
        if (!facts.tools().isEmpty()) {
            json.writeArrayFieldStart("tools");
            for (ToolOutput output : facts.tools()) {
                json.writeStartObject();
                json.writeStringField("tool", output.tool());
                json.writeNumberField("bytes", output.bytes());
                text(
                        json,
                        "unknown",
                        output.unknown() == null ? null : output.unknown().word());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void choices(JsonGenerator json, Choices choices) throws IOException {
        text(json, "arm", choices.arm());
        text(json, "split", choices.split());
        if (choices.note() != null) {
            ArmNoteJson.write(json, choices.note());
        }
        text(json, "router", choices.router());
        texts(json, "skipped", choices.skipped());
        if (!choices.unknown().isEmpty()) {
            json.writeArrayFieldStart("unknown");
            for (UnknownResult result : choices.unknown()) {
                json.writeStartObject();
                json.writeStringField("tool", result.tool());
                json.writeStringField("why", result.why().word());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        text(json, "shadow", choices.shadow());
        text(json, "shadow_of", choices.shadowOf());
        text(json, "review", choices.review());
    }

    private static void end(JsonGenerator json, Trace trace) throws IOException {
        json.writeStringField("outcome", trace.outcome().word());
        json.writeNumberField("status", trace.status());
        text(json, "error", trace.error());
        cost(json, trace.costPicodollars());
        json.writeNumberField("overhead_us", trace.overheadUs());
        json.writeNumberField("total_us", trace.totalUs());
    }

    private static void attempt(JsonGenerator json, Attempt attempt) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", attempt.target());
        json.writeStringField("provider", attempt.provider());
        json.writeStringField("model", attempt.model());
        json.writeNumberField("status", attempt.status());
        failure(json, attempt);
        texts(json, "rules", attempt.rules());
        contract(json, attempt.contract());
        text(json, "provider_request_id", attempt.providerRequestId());
        answer(json, attempt);
        cost(json, attempt.costPicodollars());
        json.writeObjectFieldStart("times_us");
        json.writeNumberField("started", attempt.startedUs());
        reached(json, "sent", attempt.sentUs());
        reached(json, "first_byte", attempt.firstByteUs());
        reached(json, "first_content", attempt.firstContentUs());
        json.writeNumberField("ended", attempt.endedUs());
        json.writeEndObject();
        if (attempt.sentUs() >= 0) {
            json.writeNumberField("queue_us", attempt.sentUs() - attempt.startedUs() - attempt.connectUs());
            json.writeNumberField("connect_us", attempt.connectUs());
        }
        between(json, attempt.between());
        json.writeEndObject();
    }

    private static void contract(JsonGenerator json, @Nullable ContractResult contract) throws IOException {
        if (contract != null) {
            json.writeObjectFieldStart("contract");
            json.writeStringField("result", contract.word().word());
            texts(json, "checks", contract.checks());
            texts(json, "repairs", contract.repairs());
            text(json, "why", contract.why());
            text(json, "asked_by", contract.asked() ? "json_schema" : null);
            json.writeEndObject();
        }
    }

    private static void between(JsonGenerator json, @Nullable Between between) throws IOException {
        if (between != null) {
            json.writeObjectFieldStart("between_tokens_us");
            json.writeNumberField("count", between.count());
            json.writeNumberField("p50", between.p50Us());
            json.writeNumberField("p95", between.p95Us());
            json.writeNumberField("max", between.maxUs());
            json.writeEndObject();
        }
    }

    private static void answer(JsonGenerator json, Attempt attempt) throws IOException {
        text(json, "answer_id", attempt.answerId());
        text(json, "returned_model", attempt.returnedModel());
        text(json, "fingerprint", attempt.fingerprint());
        text(json, "finish", attempt.finish() == null ? null : attempt.finish().word());
        Usage usage = attempt.usage();
        if (usage != null) {
            json.writeObjectFieldStart("tokens");
            json.writeNumberField("input", usage.input());
            json.writeNumberField("cached_input", usage.cachedInput());
            json.writeNumberField("cache_write", usage.cacheWrite());
            json.writeNumberField("output", usage.output());
            json.writeNumberField("reasoning", usage.reasoning());
            json.writeEndObject();
        }
    }

    private static void failure(JsonGenerator json, Attempt attempt) throws IOException {
        AttemptFailure failure = attempt.failure();
        if (failure != null) {
            json.writeObjectFieldStart("failure");
            json.writeStringField("kind", failure.word());
            json.writeStringField("message", failure.message());
            json.writeEndObject();
            text(
                    json,
                    "diagnosis",
                    attempt.diagnosis() == null ? null : attempt.diagnosis().word());
            text(json, "remedy", attempt.remedy());
        }
    }

    /** An unknown cost is said as null, never as zero. */
    private static void cost(JsonGenerator json, @Nullable Long picodollars) throws IOException {
        if (picodollars == null) {
            json.writeNullField("cost_microdollars");
        } else {
            json.writeNumberField("cost_microdollars", MicroDollars.of(picodollars));
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void texts(JsonGenerator json, String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(name);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    private static void reached(JsonGenerator json, String name, long us) throws IOException {
        if (us >= 0) {
            json.writeNumberField(name, us);
        }
    }
}
