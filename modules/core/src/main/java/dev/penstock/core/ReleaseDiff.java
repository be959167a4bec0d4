package dev.penstock.core;

import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Remedy;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TraceTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two releases, by the variables that one would change on their own. Labels do not count: a prompt
 * under another number with the same text is the same.
 */
public final class ReleaseDiff {
    private ReleaseDiff() {}

    /** A variable that differs, with the fields of it that do. */
    public record Variable(String name, List<Field> fields) {
        public Variable {
            fields = List.copyOf(fields);
        }
    }

    /** A field that differs: texts, numbers, truth values or lists of texts; null where it is not set. */
    public record Field(
            String name, @Nullable Object from, @Nullable Object to) {}

    /** The variables that differ, always in the same order; {@code from} may be null for nothing at all. */
    public static List<Variable> of(@Nullable ReleaseContent from, ReleaseContent to) {
        Map<String, Map<String, Object>> before = from == null ? Map.of() : variables(from);
        List<Variable> differing = new ArrayList<>();
        variables(to).forEach((name, fields) -> {
            List<Field> changed = changed(before.getOrDefault(name, Map.of()), fields);
            if (!changed.isEmpty()) {
                differing.add(new Variable(name, changed));
            }
        });
        return differing;
    }

    private static List<Field> changed(Map<String, Object> from, Map<String, Object> to) {
        Set<String> names = new LinkedHashSet<>(to.keySet());
        names.addAll(from.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(from.get(name), to.get(name)))
                .map(name -> new Field(name, from.get(name), to.get(name)))
                .toList();
    }

    private static Map<String, Map<String, Object>> variables(ReleaseContent content) {
        Route route = content.route();
        Map<String, Map<String, Object>> variables = new LinkedHashMap<>();
        variables.put("targets", targets(content.targets()));
        variables.put(
                "prompt",
                fields(
                        "template",
                        content.prompt() == null
                                ? null
                                : content.prompt().template().text()));
        variables.put("parameters", parameters(route.sampling()));
        variables.put(
                "tools",
                fields(
                        "names",
                        route.tools() == null
                                ? null
                                : route.tools().stream().sorted().toList()));
        variables.put("contract", contract(content.contract(), route.terms()));
        variables.put("policy", policy(route.router()));
        variables.put(
                "limits", fields("max_tokens", route.maxTokens(), "concurrent_requests", route.concurrentRequests()));
        variables.put("deadlines", deadlines(route.deadlines()));
        variables.put("healing", healing(route.healing()));
        variables.put("reviews", reviews(route.reviews()));
        variables.put("traces", traces(route.traces()));
        return variables;
    }

    private static Map<String, Object> targets(List<Target> targets) {
        Map<String, Object> fields =
                fields("order", targets.stream().map(Target::name).toList());
        for (Target target : targets) {
            fields.putAll(fields(
                    target.name() + ".provider",
                    target.provider(),
                    target.name() + ".model",
                    target.model(),
                    target.name() + ".context_window",
                    target.contextWindow(),
                    target.name() + ".default_max_tokens",
                    target.defaultMaxTokens(),
                    target.name() + ".prefill",
                    target.prefill() ? true : null,
                    target.name() + ".json_schema",
                    target.jsonSchema() ? true : null));
        }
        return fields;
    }

    private static Map<String, Object> parameters(Sampling sampling) {
        return fields(
                "temperature",
                sampling.temperature(),
                "top_p",
                sampling.topP(),
                "seed",
                sampling.seed(),
                "presence_penalty",
                sampling.presencePenalty(),
                "frequency_penalty",
                sampling.frequencyPenalty(),
                "reasoning_effort",
                sampling.reasoningEffort());
    }

    /** What is as usual counts as not set. */
    private static Map<String, Object> contract(@Nullable Contract contract, ContractTerms terms) {
        AnswerChecks checks = terms.checks();
        return fields(
                "schema",
                contract == null ? null : contract.schema(),
                "languages",
                checks.languages() == null
                        ? null
                        : checks.languages().stream().sorted().toList(),
                "max_chars",
                checks.maxChars(),
                "citations",
                checks.citations() ? "required" : null,
                "plain",
                checks.plain() ? true : null,
                "tools",
                checks.tools() ? "valid" : null,
                "repair",
                terms.repair() ? null : false,
                "retries",
                terms.retries() == ContractTerms.USUAL_RETRIES ? null : terms.retries(),
                "otherwise",
                switch (terms.otherwise()) {
                    case Fallback.Refuse() -> null;
                    case Fallback.Clarify(String question) -> "clarify: " + question;
                    case Fallback.Escalate(String text) -> "escalate: " + text;
                    case Fallback.Answer(String text) -> "answer: " + text;
                },
                "tool_results",
                terms.toolResults() == ContractTerms.USUAL.toolResults()
                        ? null
                        : terms.toolResults().word(),
                "stream",
                terms.stream() == ContractTerms.USUAL.stream()
                        ? null
                        : terms.stream().word(),
                "narrow",
                terms.narrow() ? true : null);
    }

    private static Map<String, Object> policy(RouterPolicy policy) {
        return switch (policy) {
            case RouterPolicy.Fixed() -> fields("router", "fixed");
            case RouterPolicy.CheapestThatFits(int expectedOutputTokens) ->
                fields("router", "cheapest-that-fits", "expected_output_tokens", expectedOutputTokens);
            case RouterPolicy.Rules(List<RouterPolicy.Rule> rules) ->
                fields(
                        "router",
                        "rules",
                        "rules",
                        rules.stream().map(ReleaseDiff::said).toList());
        };
    }

    private static String said(RouterPolicy.Rule rule) {
        Map<String, Object> conditions = fields(
                "longer_than",
                rule.longerThan(),
                "shorter_than",
                rule.shorterThan(),
                "languages",
                rule.languages() == null
                        ? null
                        : rule.languages().stream().sorted().toList(),
                "tools",
                rule.tools(),
                "metadata",
                rule.metadata().isEmpty() ? null : new TreeMap<>(rule.metadata()));
        return rule.target() + " if " + conditions;
    }

    private static Map<String, Object> healing(Healing healing) {
        Map<String, Object> fields = fields(
                "retries",
                healing.retries(),
                "longest_wait",
                said(healing.longestWait()),
                "midstream",
                healing.midstream().word(),
                "route_around",
                healing.routeAround().isEmpty()
                        ? null
                        : healing.routeAround().stream().sorted().toList(),
                "hedge",
                healing.hedge() > 0 ? healing.hedge() : null,
                "learn",
                healing.learn());
        new TreeMap<>(healing.only())
                .forEach((diagnosis, remedies) -> fields.put(
                        "only." + diagnosis,
                        remedies.stream().map(Remedy::word).sorted().toList()));
        return fields;
    }

    /** What is as usual counts as not set. */
    private static Map<String, Object> reviews(ReviewTerms reviews) {
        return fields(
                "risk",
                reviews.highRisk() ? "high" : null,
                "keep",
                reviews.keep().equals(ReviewTerms.USUAL.keep()) ? null : said(reviews.keep()));
    }

    /** What is as usual counts as not set. */
    private static Map<String, Object> traces(TraceTerms traces) {
        return fields(
                "text",
                traces.text() == StoredText.NONE ? null : traces.text().word(),
                "redact",
                traces.redact().isEmpty() ? null : traces.redact(),
                "keep",
                traces.keep().equals(TraceTerms.USUAL.keep()) ? null : said(traces.keep()));
    }

    private static Map<String, Object> deadlines(Deadlines deadlines) {
        return fields(
                "connect",
                said(deadlines.connect()),
                "first_token",
                said(deadlines.firstToken()),
                "between_tokens",
                said(deadlines.betweenTokens()),
                "answer",
                said(deadlines.answer()),
                "total",
                said(deadlines.total()));
    }

    private static String said(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** Names and values in turn, without those that are not set. */
    private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }
}
