package dev.penstock.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Remedy;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TraceTerms;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a release's content with the keys of a route, in one order: the same content is the same text. Values that
 * have a default are written all the same, so that the text keeps its meaning should the default change.
 */
final class RouteWriter {
    private static final JsonFactory YAML = YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .stringQuotingChecker(new Quotes())
            .build();

    /** Puts double quotes around all keys but plain words: others would lose some line breaks. */
    private static final class Quotes extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean needToQuoteName(String name) {
            return super.needToQuoteName(name) || !name.matches("[A-Za-z_]+");
        }
    }

    private interface Writing {
        void to(RouteWriter writer) throws IOException;
    }

    private final JsonGenerator out;

    private RouteWriter(JsonGenerator out) {
        this.out = out;
    }

    /** All of it in one line of JSON: targets, prompt and contract in full. */
    static String json(ReleaseContent content) {
        return text(Parsed.JSON, writer -> writer.inFull(content));
    }

    /** A route as its file has it: targets, prompt and contract by their names. */
    static String yaml(Route route) {
        return text(YAML, writer -> writer.byName(route));
    }

    private static String text(JsonFactory format, Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = format.createGenerator(text)) {
            writing.to(new RouteWriter(out));
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory could not be written", e);
        }
        return text.toString();
    }

    private void byName(Route route) throws IOException {
        out.writeStartObject();
        text("route", route.name());
        text("purpose", route.purpose());
        texts("targets", route.targets());
        text("prompt", route.prompt());
        if (route.terms().equals(ContractTerms.USUAL)) {
            text("contract", route.contract());
        } else {
            out.writeObjectFieldStart("contract");
            text("schema", route.contract());
            terms(route.terms());
            out.writeEndObject();
        }
        rest(route);
        out.writeEndObject();
    }

    private void inFull(ReleaseContent content) throws IOException {
        Route route = content.route();
        out.writeStartObject();
        text("route", route.name());
        text("purpose", route.purpose());
        out.writeArrayFieldStart("targets");
        for (Target target : content.targets()) {
            target(target);
        }
        out.writeEndArray();
        if (content.prompt() != null) {
            prompt(content.prompt());
        }
        contract(content.contract(), route.terms());
        rest(route);
        out.writeEndObject();
    }

    private void target(Target target) throws IOException {
        out.writeStartObject();
        text("name", target.name());
        text("provider", target.provider());
        text("model", target.model());
        whole("context_window", target.contextWindow());
        whole("default_max_tokens", target.defaultMaxTokens());
        if (target.prefill()) {
            out.writeBooleanField("prefill", true);
        }
        if (target.jsonSchema()) {
            out.writeBooleanField("json_schema", true);
        }
        out.writeEndObject();
    }

    private void prompt(Prompt prompt) throws IOException {
        out.writeObjectFieldStart("prompt");
        text("name", prompt.name());
        whole("version", prompt.version());
        text("template", prompt.template().text());
        out.writeEndObject();
    }

    private void contract(@Nullable Contract contract, ContractTerms terms) throws IOException {
        boolean usual = terms.equals(ContractTerms.USUAL);
        if (contract == null && usual) {
            return;
        }
        out.writeObjectFieldStart("contract");
        if (contract != null) {
            text("name", contract.name());
            text("schema", contract.schema());
        }
        if (!usual) {
            terms(terms);
        }
        out.writeEndObject();
    }

    private void terms(ContractTerms terms) throws IOException {
        if (!terms.checks().equals(AnswerChecks.NONE)) {
            checks(terms.checks());
        }
        out.writeBooleanField("repair", terms.repair());
        whole("retries", terms.retries());
        switch (terms.otherwise()) {
            case Fallback.Refuse() -> text("otherwise", Terms.REFUSE);
            case Fallback.Clarify(String question) -> otherwise(Terms.CLARIFY, question);
            case Fallback.Escalate(String said) -> otherwise(Terms.ESCALATE, said);
            case Fallback.Answer(String answer) -> otherwise(Terms.ANSWER, answer);
        }
        if (terms.toolResults() != ContractTerms.USUAL.toolResults()) {
            text("tool_results", terms.toolResults().word());
        }
        if (terms.stream() != ContractTerms.USUAL.stream()) {
            text("stream", terms.stream().word());
        }
        if (terms.narrow()) {
            out.writeBooleanField("narrow", true);
        }
    }

    private void checks(AnswerChecks checks) throws IOException {
        out.writeObjectFieldStart("checks");
        if (checks.languages() != null) {
            texts("languages", sorted(checks.languages()));
        }
        whole("max_chars", checks.maxChars());
        text("citations", checks.citations() ? Terms.REQUIRED : null);
        if (checks.plain()) {
            out.writeBooleanField("plain", true);
        }
        text("tools", checks.tools() ? Terms.VALID : null);
        out.writeEndObject();
    }

    private void otherwise(String kind, String text) throws IOException {
        out.writeObjectFieldStart("otherwise");
        text(kind, text);
        out.writeEndObject();
    }

    private void rest(Route route) throws IOException {
        if (!route.sampling().equals(Sampling.CALLERS)) {
            sampling(route.sampling());
        }
        deadlines(route.deadlines());
        if (route.tools() != null) {
            texts("tools", sorted(route.tools()));
        }
        whole("max_tokens", route.maxTokens());
        if (route.concurrentRequests() != null) {
            out.writeObjectFieldStart("limits");
            whole("concurrent_requests", route.concurrentRequests());
            out.writeEndObject();
        }
        router(route.router());
        healing(route.healing());
        if (!route.reviews().equals(ReviewTerms.USUAL)) {
            reviews(route.reviews());
        }
        if (!route.traces().equals(TraceTerms.USUAL)) {
            traces(route.traces());
        }
    }

    private void traces(TraceTerms traces) throws IOException {
        out.writeObjectFieldStart("traces");
        text("text", traces.text().word());
        if (!traces.redact().isEmpty()) {
            out.writeArrayFieldStart("redact");
            for (String pattern : traces.redact()) {
                out.writeString(pattern);
            }
            out.writeEndArray();
        }
        duration("keep", traces.keep());
        out.writeEndObject();
    }

    private void reviews(ReviewTerms reviews) throws IOException {
        text("risk", reviews.highRisk() ? ReviewKeys.HIGH : ReviewKeys.LOW);
        out.writeObjectFieldStart("reviews");
        duration("keep", reviews.keep());
        out.writeEndObject();
    }

    private void healing(Healing healing) throws IOException {
        out.writeObjectFieldStart("healing");
        whole("retries", healing.retries());
        duration("longest_wait", healing.longestWait());
        text("midstream", healing.midstream().word());
        if (!healing.learn()) {
            out.writeBooleanField("learn", false);
        }
        if (!healing.routeAround().isEmpty()) {
            texts("route_around", sorted(healing.routeAround()));
        }
        if (!healing.only().isEmpty()) {
            out.writeObjectFieldStart("only");
            for (Map.Entry<String, Set<Remedy>> only : new TreeMap<>(healing.only()).entrySet()) {
                texts(
                        only.getKey(),
                        only.getValue().stream().map(Remedy::word).sorted().toList());
            }
            out.writeEndObject();
        }
        if (healing.hedge() > 0) {
            fraction("hedge", healing.hedge());
        }
        out.writeEndObject();
    }

    private void sampling(Sampling sampling) throws IOException {
        out.writeObjectFieldStart("sampling");
        fraction("temperature", sampling.temperature());
        fraction("top_p", sampling.topP());
        whole("seed", sampling.seed());
        fraction("presence_penalty", sampling.presencePenalty());
        fraction("frequency_penalty", sampling.frequencyPenalty());
        text("reasoning_effort", sampling.reasoningEffort());
        out.writeEndObject();
    }

    private void deadlines(Deadlines deadlines) throws IOException {
        out.writeObjectFieldStart("deadlines");
        duration("connect", deadlines.connect());
        duration("first_token", deadlines.firstToken());
        duration("between_tokens", deadlines.betweenTokens());
        duration("answer", deadlines.answer());
        duration("total", deadlines.total());
        out.writeEndObject();
    }

    private void router(RouterPolicy router) throws IOException {
        switch (router) {
            case RouterPolicy.Fixed() -> text("router", Routers.FIXED);
            case RouterPolicy.CheapestThatFits(int expectedOutputTokens) -> {
                out.writeObjectFieldStart("router");
                text("policy", Routers.CHEAPEST_THAT_FITS);
                whole("expected_output_tokens", expectedOutputTokens);
                out.writeEndObject();
            }
            case RouterPolicy.Rules(var rules) -> {
                out.writeObjectFieldStart("router");
                text("policy", Routers.RULES);
                out.writeArrayFieldStart("rules");
                for (RouterPolicy.Rule rule : rules) {
                    rule(rule);
                }
                out.writeEndArray();
                out.writeEndObject();
            }
        }
    }

    private void rule(RouterPolicy.Rule rule) throws IOException {
        out.writeStartObject();
        text("target", rule.target());
        whole("longer_than", rule.longerThan());
        whole("shorter_than", rule.shorterThan());
        if (rule.languages() != null) {
            texts("languages", sorted(rule.languages()));
        }
        if (rule.tools() != null) {
            out.writeBooleanField("tools", rule.tools());
        }
        if (!rule.metadata().isEmpty()) {
            out.writeObjectFieldStart("metadata");
            for (Map.Entry<String, String> field : new TreeMap<>(rule.metadata()).entrySet()) {
                text(field.getKey(), field.getValue());
            }
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }

    private void texts(String key, List<String> texts) throws IOException {
        out.writeArrayFieldStart(key);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private void text(String key, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(key, text);
        }
    }

    private void whole(String key, @Nullable Number whole) throws IOException {
        if (whole != null) {
            out.writeNumberField(key, whole.longValue());
        }
    }

    private void fraction(String key, @Nullable Double fraction) throws IOException {
        if (fraction != null) {
            out.writeNumberField(key, fraction);
        }
    }

    private void duration(String key, Duration duration) throws IOException {
        text(key, duration.toMillis() + "ms");
    }
}
