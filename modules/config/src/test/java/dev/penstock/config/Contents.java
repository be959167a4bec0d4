package dev.penstock.config;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractStream;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Remedy;
import dev.penstock.core.config.ReviewTerms;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.RouterPolicy.Rule;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.Target;
import dev.penstock.core.config.ToolResultRule;
import dev.penstock.core.config.TraceTerms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Contents of releases for tests; their providers are those of {@link ConfigDir}. */
final class Contents {
    static final Target MINI = new Target("mini", "openai", "gpt-mini", null, 4_096, null);
    static final Target LARGE = new Target("team/large", "openai", "gpt \"large\"", 128_000, 2_048, null);

    static final ReleaseContent SMALLEST =
            new ReleaseContent(route("support", null, null, RouterPolicy.FIXED), List.of(MINI), null, null);

    static final ReleaseContent CHEAPEST = new ReleaseContent(
            route("team/cheap:1", null, null, new RouterPolicy.CheapestThatFits(800)), List.of(MINI), null, null);

    static final ReleaseContent EVERYTHING = new ReleaseContent(
            new Route(
                    "all",
                    "Answers: #customers, 'all' of them\n\"now\"",
                    List.of("team/large", "mini"),
                    "team/support@3",
                    "ticket",
                    new Sampling(0.2, 1.0, 999_999_999_999_999_999L, -1.5, 1e-129, "low"),
                    new Deadlines(
                            Duration.ofMillis(1_001),
                            Duration.ofSeconds(10),
                            Duration.ofHours(1),
                            Duration.ofHours(24)),
                    Set.of("find_order", "no", "1.10", "a b"),
                    1_000,
                    200,
                    new RouterPolicy.Rules(List.of(
                            new Rule("team/large", 0, null, null, true, Map.of()),
                            new Rule(
                                    "mini",
                                    null,
                                    100,
                                    Set.of("en", "no", "de"),
                                    false,
                                    Map.of("tier", "gold", "level", "1.10", "null", "true"))))),
            List.of(LARGE, MINI),
            new Prompt(
                    "team/support",
                    3,
                    new PromptTemplate("---\nYou help {{ shop }}.\n---\n\tBe brief: \uD83D\uDE00 \\n")),
            new Contract("ticket", "{ \"type\":\n \"object\" }\n"));

    static final ReleaseContent CHECKED = terms(
            "checked",
            new Contract("any", "true"),
            new ContractTerms(
                    new AnswerChecks(Set.of("en", "de"), 2_000, true, true, true),
                    false,
                    2,
                    new Fallback.Clarify("Which: #1 or 'no'?"),
                    ToolResultRule.ACCEPT,
                    ContractStream.CHECK,
                    true));

    static final ReleaseContent WITHOUT_SCHEMA = terms(
            "unbound", null, new ContractTerms(AnswerChecks.NONE, true, 0, new Fallback.Answer("Call\nus: \"now\"")));

    static final ReleaseContent READY =
            terms("ready", null, new ContractTerms(AnswerChecks.NONE, true, 1, new Fallback.Answer("Later.")));

    static final ReleaseContent ESCALATING = reviewed(
            terms("passed-on", null, new ContractTerms(AnswerChecks.NONE, true, 1, new Fallback.Escalate("Wait: #1."))),
            new ReviewTerms(true, Duration.ofHours(36)));

    static final List<ReleaseContent> ALL =
            List.of(SMALLEST, CHEAPEST, EVERYTHING, CHECKED, WITHOUT_SCHEMA, READY, ESCALATING);

    private Contents() {}

    /** A text that a format may trip over. */
    static String text(Random random) {
        List<String> pieces = List.of(
                "a",
                "Ä",
                " ",
                "\n",
                "\t",
                "'",
                "\"",
                "\\",
                "/",
                "#",
                ": ",
                "- ",
                "%",
                "---\n",
                "1.10",
                "no",
                "\r",
                "\u0000",
                "\u007F",
                "\u0085",
                "\u2028",
                "\uFEFF",
                "\uFFFD",
                "\uD83D\uDE00",
                "&a",
                "*a",
                "|",
                ">",
                "@",
                "`",
                "?");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString().isBlank() ? "x" : text.toString();
    }

    /** Content that has a text wherever any text can stand; in a template, what a file can hold of it. */
    static ReleaseContent saying(String name, String text) {
        Route route = new Route(
                name,
                text,
                List.of("mini"),
                name + "@1",
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                Set.of(text),
                null,
                null,
                new RouterPolicy.Rules(List.of(new Rule("mini", null, null, null, null, Map.of(text, text)))));
        String template = Prompts.template(text.replace("\r", ""));
        return new ReleaseContent(
                route,
                List.of(MINI),
                new Prompt(name, 1, new PromptTemplate(template.isBlank() ? "x" : template)),
                null);
    }

    private static ReleaseContent terms(String name, @Nullable Contract contract, ContractTerms terms) {
        Route usual = route(name, null, contract == null ? null : contract.name(), RouterPolicy.FIXED);
        Route route = new Route(
                usual.name(),
                usual.purpose(),
                usual.targets(),
                usual.prompt(),
                usual.contract(),
                usual.sampling(),
                usual.deadlines(),
                usual.tools(),
                usual.maxTokens(),
                usual.concurrentRequests(),
                usual.router(),
                terms,
                new Healing(
                        2,
                        Duration.ofSeconds(5),
                        Midstream.BUFFER,
                        Set.of("refusal", "content_filtered"),
                        Map.of("server_error", Set.of(Remedy.FAIL_OVER), "overloaded", Set.of()),
                        0.05,
                        false));
        return new ReleaseContent(route, List.of(MINI), null, contract);
    }

    private static ReleaseContent reviewed(ReleaseContent content, ReviewTerms reviews) {
        TraceTerms traces =
                new TraceTerms(StoredText.REDACTED, List.of("CUST-\\d{6}", "#.*: 'x'"), Duration.ofHours(36));
        return new ReleaseContent(
                content.route().with(reviews).with(traces), content.targets(), content.prompt(), content.contract());
    }

    static Route route(String name, @Nullable String prompt, @Nullable String contract, RouterPolicy router) {
        return new Route(
                name,
                "Answers",
                List.of("mini"),
                prompt,
                contract,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                name.equals("support") ? Set.of() : null,
                null,
                null,
                router);
    }
}
