package dev.penstock.core;

import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.Remedy;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.TraceTerms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All of a route that decides about its answers, with nothing left to look up but how a provider is reached and what a
 * token costs: those belong to the node, may change under a release, and do not make another one of it.
 *
 * @param route what the operator wrote
 * @param targets the route's targets in its order, without prices
 * @param prompt the prompt that the route names, or null where it names none
 * @param contract the contract that it names, or null
 */
public record ReleaseContent(
        Route route,
        List<Target> targets,
        @Nullable Prompt prompt,
        @Nullable Contract contract) {
    /** How many hexadecimal digits of the hash make the id. */
    private static final int ID_DIGITS = 12;

    public ReleaseContent {
        targets = targets.stream().map(Target::withoutPrice).toList();
    }

    /** The content of a route as a node's files have it. All its references must be good. */
    public static ReleaseContent of(NodeConfig config, Route route) {
        List<Target> targets = route.targets().stream()
                .map(name -> known(config.targets(), name))
                .toList();
        Prompt prompt = route.prompt() == null ? null : known(config.prompts(), route.prompt());
        Contract contract = route.contract() == null ? null : known(config.contracts(), route.contract());
        return new ReleaseContent(route, targets, prompt, contract);
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("nothing is named '" + name + "'; there are " + all.keySet());
        }
        return found;
    }

    /** The same content has the same id on every node and at every time. */
    public String id() {
        return Sha256.hex(canonical()).substring(0, ID_DIGITS);
    }

    /**
     * The content as text: one form for one meaning, with a type tag and a version. Labels such as the purpose stay
     * out.
     */
    private String canonical() {
        Canonical text = new Canonical("penstock.release.v1").put("route", route.name());
        for (Target target : targets) {
            text.put("target", target.name())
                    .put("provider", target.provider())
                    .put("model", target.model())
                    .put("context_window", target.contextWindow())
                    .put("default_max_tokens", target.defaultMaxTokens());
            if (target.prefill()) {
                text.put("prefill", 1);
            }
            if (target.jsonSchema()) {
                text.put("json_schema", 1);
            }
        }
        text.put("prompt", prompt == null ? null : prompt.contentHash())
                .put("contract", contract == null ? null : Sha256.hex(contract.schema()))
                .put("temperature", route.sampling().temperature())
                .put("top_p", route.sampling().topP())
                .put("seed", route.sampling().seed())
                .put("presence_penalty", route.sampling().presencePenalty())
                .put("frequency_penalty", route.sampling().frequencyPenalty())
                .put("reasoning_effort", route.sampling().reasoningEffort())
                .put("connect", route.deadlines().connect().toMillis())
                .put("first_token", route.deadlines().firstToken().toMillis())
                .put("between_tokens", route.deadlines().betweenTokens().toMillis())
                .put("total", route.deadlines().total().toMillis())
                .put("max_tokens", route.maxTokens())
                .put("concurrent_requests", route.concurrentRequests());
        // Since they are newer than the first releases: what says nothing of them has the id that it had.
        if (!route.deadlines().answer().equals(Deadlines.DEFAULT.answer())) {
            text.put("whole_answer", route.deadlines().answer().toMillis());
        }
        if (!route.healing().equals(Healing.DEFAULT)) {
            put(text, route.healing());
        }
        if (route.tools() != null) {
            text.put("tools", route.tools().size());
            route.tools().stream().sorted().forEach(tool -> text.put("tool", tool));
        }
        switch (route.router()) {
            case RouterPolicy.Fixed() -> text.put("router", "fixed");
            case RouterPolicy.Rules(List<RouterPolicy.Rule> rules) -> {
                text.put("router", "rules");
                rules.forEach(rule -> put(text, rule));
            }
            case RouterPolicy.CheapestThatFits(int expectedOutputTokens) ->
                text.put("router", "cheapest-that-fits").put("expected_output_tokens", expectedOutputTokens);
        }
        // The usual terms are not written, so that a release from before there were terms keeps its id.
        if (!route.terms().equals(ContractTerms.USUAL)) {
            put(text, route.terms());
        }
        ReviewTerms reviews = route.reviews();
        if (!reviews.equals(ReviewTerms.USUAL)) {
            text.put("risk", reviews.highRisk() ? "high" : "low")
                    .put("keep_reviews", reviews.keep().toMillis());
        }
        if (!route.traces().equals(TraceTerms.USUAL)) {
            text.put("stored_text", route.traces().text().word())
                    .put("keep_text", route.traces().keep().toMillis());
            route.traces().redact().forEach(pattern -> text.put("redact", pattern));
        }
        return text.toString();
    }

    private static void put(Canonical text, Healing healing) {
        text.put("healing", healing.retries())
                .put("longest_wait", healing.longestWait().toMillis())
                .put("midstream", healing.midstream().word());
        healing.routeAround().stream().sorted().forEach(outcome -> text.put("route_around", outcome));
        new TreeMap<>(healing.only()).forEach((diagnosis, remedies) -> {
            text.put("only", diagnosis);
            remedies.stream().map(Remedy::word).sorted().forEach(remedy -> text.put("remedy", remedy));
        });
        // Newer than the rest, so that what is older has the id that it had.
        if (healing.hedge() > 0) {
            text.put("hedge", Double.toString(healing.hedge()));
        }
        if (!healing.learn()) {
            text.put("learn", false);
        }
    }

    private static void put(Canonical text, ContractTerms terms) {
        AnswerChecks checks = terms.checks();
        text.put("repair", terms.repair())
                .put("retries", terms.retries())
                .put("max_chars", checks.maxChars())
                .put("citations", checks.citations())
                .put("plain", checks.plain())
                .put("tool_calls", checks.tools());
        if (checks.languages() != null) {
            checks.languages().stream().sorted().forEach(language -> text.put("answer_language", language));
        }
        // Newer than the first releases with terms.
        if (terms.toolResults() != ContractTerms.USUAL.toolResults()) {
            text.put("tool_results", terms.toolResults().word());
        }
        if (terms.stream() != ContractTerms.USUAL.stream()) {
            text.put("contract_stream", terms.stream().word());
        }
        if (terms.narrow()) {
            text.put("narrow", true);
        }
        switch (terms.otherwise()) {
            case Fallback.Refuse() -> text.put("otherwise", "refuse");
            case Fallback.Clarify(String question) ->
                text.put("otherwise", "clarify").put("question", question);
            case Fallback.Escalate(String said) ->
                text.put("otherwise", "escalate").put("said", said);
            case Fallback.Answer(String answer) ->
                text.put("otherwise", "answer").put("answer", answer);
        }
    }

    private static void put(Canonical text, RouterPolicy.Rule rule) {
        text.put("rule", rule.target())
                .put("longer_than", rule.longerThan())
                .put("shorter_than", rule.shorterThan())
                .put("tools", rule.tools());
        if (rule.languages() != null) {
            rule.languages().stream().sorted().forEach(language -> text.put("language", language));
        }
        new TreeMap<>(rule.metadata())
                .forEach((name, value) -> text.put("metadata", name).put("value", value));
    }
}
