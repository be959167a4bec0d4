package dev.penstock.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Trace;
import dev.penstock.core.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Traces as JSON: the whole story for the admin API, one line for the log. The words are the same in both. */
public final class TraceJson {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private TraceJson() {}

    /** The whole story, laid out for reading. */
    public static byte[] story(Trace trace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
        try (JsonGenerator json = JSON.createGenerator(bytes).useDefaultPrettyPrinter()) {
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
        return bytes.toByteArray();
    }

    /**
     * One line for the log: the head and the end of the story, what the last attempt gave and why the others failed.
     */
    static void line(Trace trace, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            head(json, trace);
            json.writeNumberField("attempts", trace.attempts().size());
            if (!trace.attempts().isEmpty()) {
                Attempt last = trace.attempts().getLast();
                json.writeStringField("target", last.target());
                answer(json, last);
                reached(json, "first_content_us", last.firstContentUs());
            }
            failures(json, trace);
            end(json, trace);
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void head(JsonGenerator json, Trace trace) throws IOException {
        json.writeStringField("trace", trace.id());
        json.writeStringField("at", trace.at().toString());
        text(json, "caller", trace.caller());
        json.writeStringField("dialect", trace.dialect().word());
        json.writeStringField("endpoint", trace.endpoint());
        text(json, "route", trace.route());
        text(json, "release", trace.release());
        json.writeNumberField("revision", trace.revision());
        text(json, "prompt", trace.prompt());
        text(json, "prompt_hash", trace.promptHash());
        json.writeBooleanField("stream", trace.stream());
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
        failure(json, attempt.failure());
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
        json.writeEndObject();
    }

    private static void answer(JsonGenerator json, Attempt attempt) throws IOException {
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

    private static void failures(JsonGenerator json, Trace trace) throws IOException {
        boolean any = false;
        for (Attempt attempt : trace.attempts()) {
            if (attempt.failure() != null) {
                if (!any) {
                    json.writeArrayFieldStart("failures");
                    any = true;
                }
                json.writeString(attempt.target() + ": " + attempt.failure().word());
            }
        }
        if (any) {
            json.writeEndArray();
        }
    }

    private static void failure(JsonGenerator json, @Nullable AttemptFailure failure) throws IOException {
        if (failure != null) {
            json.writeObjectFieldStart("failure");
            json.writeStringField("kind", failure.word());
            json.writeStringField("message", failure.message());
            json.writeEndObject();
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

    private static void reached(JsonGenerator json, String name, long us) throws IOException {
        if (us >= 0) {
            json.writeNumberField(name, us);
        }
    }
}
