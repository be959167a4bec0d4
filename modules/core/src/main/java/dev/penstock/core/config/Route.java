package dev.penstock.core.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an application names as its {@code model}.
 *
 * @param name the name that applications send
 * @param purpose what it is for, in the team's words
 * @param targets names of the targets to ask, the first first; the next one is asked when one fails before any content
 * @param prompt {@code name@version} of the prompt in front of the caller's messages, or null for none
 * @param contract the name of the JSON Schema for its answers, or null for none
 * @param sampling parameters that take the place of the caller's
 * @param deadlines how long it may take
 * @param tools the tools that callers may bring, by name; null lets them bring any
 * @param maxTokens the most output tokens that a caller may ask for, and what is asked for where the caller says
 *     nothing; null sets no limit
 * @param concurrentRequests how many requests may be under way on one node; null sets no limit
 * @param router in which order the targets are asked
 * @param terms what else its answers must satisfy, and what happens when they do not
 * @param healing how far it goes to heal what fails
 * @param reviews what of it people look at
 * @param traces what of it is stored beside its traces
 */
public record Route(
        String name,
        String purpose,
        List<String> targets,
        @Nullable String prompt,
        @Nullable String contract,
        Sampling sampling,
        Deadlines deadlines,
        @Nullable Set<String> tools,
        @Nullable Integer maxTokens,
        @Nullable Integer concurrentRequests,
        RouterPolicy router,
        ContractTerms terms,
        Healing healing,
        ReviewTerms reviews,
        TraceTerms traces) {
    /** A route of which people look at what they usually do, and of which no text is stored. */
    public Route(
            String name,
            String purpose,
            List<String> targets,
            @Nullable String prompt,
            @Nullable String contract,
            Sampling sampling,
            Deadlines deadlines,
            @Nullable Set<String> tools,
            @Nullable Integer maxTokens,
            @Nullable Integer concurrentRequests,
            RouterPolicy router,
            ContractTerms terms,
            Healing healing) {
        this(
                name,
                purpose,
                targets,
                prompt,
                contract,
                sampling,
                deadlines,
                tools,
                maxTokens,
                concurrentRequests,
                router,
                terms,
                healing,
                ReviewTerms.USUAL,
                TraceTerms.USUAL);
    }

    /** A route with the usual terms, that heals as all do that say nothing of it. */
    public Route(
            String name,
            String purpose,
            List<String> targets,
            @Nullable String prompt,
            @Nullable String contract,
            Sampling sampling,
            Deadlines deadlines,
            @Nullable Set<String> tools,
            @Nullable Integer maxTokens,
            @Nullable Integer concurrentRequests,
            RouterPolicy router) {
        this(
                name,
                purpose,
                targets,
                prompt,
                contract,
                sampling,
                deadlines,
                tools,
                maxTokens,
                concurrentRequests,
                router,
                ContractTerms.USUAL,
                Healing.DEFAULT);
    }

    public Route {
        targets = List.copyOf(targets);
        tools = tools == null ? null : Set.copyOf(tools);
        new Checks()
                .name("route", name)
                .that(!targets.isEmpty(), "targets", targets, "at least one target")
                .that(Set.copyOf(targets).size() == targets.size(), "targets", targets, "each target once")
                .that(maxTokens == null || maxTokens > 0, "max_tokens", maxTokens, "a number above 0")
                .that(
                        concurrentRequests == null || concurrentRequests > 0,
                        "limits.concurrent_requests",
                        concurrentRequests,
                        "a number above 0")
                .done();
        checkRules(router, targets);
    }

    /** The same with other terms of reviews. */
    public Route with(ReviewTerms others) {
        return new Route(
                name,
                purpose,
                targets,
                prompt,
                contract,
                sampling,
                deadlines,
                tools,
                maxTokens,
                concurrentRequests,
                router,
                terms,
                healing,
                others,
                traces);
    }

    /** The same of which something else is stored. */
    public Route with(TraceTerms others) {
        return new Route(
                name,
                purpose,
                targets,
                prompt,
                contract,
                sampling,
                deadlines,
                tools,
                maxTokens,
                concurrentRequests,
                router,
                terms,
                healing,
                reviews,
                others);
    }

    private static void checkRules(RouterPolicy router, List<String> targets) {
        if (router instanceof RouterPolicy.Rules(List<RouterPolicy.Rule> rules)) {
            Checks checks = new Checks();
            for (RouterPolicy.Rule rule : rules) {
                checks.that(
                        targets.contains(rule.target()), "router.rules", rule.target(), "one of the route's targets");
            }
            checks.done();
        }
    }
}
