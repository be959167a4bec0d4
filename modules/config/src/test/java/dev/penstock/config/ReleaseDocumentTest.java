package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.config.ReleaseDocument.Read;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.AnswerChecks;
import dev.penstock.core.config.ContractTerms;
import dev.penstock.core.config.Fallback;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleaseDocumentTest {
    @TempDir
    private static Path dir;

    @ParameterizedTest
    @MethodSource("contents")
    void whatIsWrittenReadsBackEqual(ReleaseContent content) {
        String text = ReleaseDocument.write(content);
        assertReads(ReleaseDocument.read(text, content.route().name(), known()), content);
        assertReads(ReleaseDocument.readStored(text), content);
        assertThat(ReleaseDocument.write(content)).isEqualTo(text);
    }

    @Test
    void whatATargetCanDoIsKept() {
        ReleaseContent small = Contents.SMALLEST;
        Target able = new Target("mini", "openai", "gpt-mini", null, 4_096, true, true, null);
        ReleaseContent content = new ReleaseContent(small.route(), List.of(able), null, null);
        String text = ReleaseDocument.write(content);
        assertThat(text).contains("\"prefill\":true,\"json_schema\":true");
        assertReads(ReleaseDocument.readStored(text), content);
        assertThat(content.id()).isNotEqualTo(small.id());
    }

    static List<ReleaseContent> contents() {
        return Contents.ALL;
    }

    @Test
    void theTextIsOneForEachMeaningAndDependsOnNoDefault() {
        assertThat(ReleaseDocument.write(Contents.EVERYTHING)).isEqualTo("""
            {"route":"all","purpose":"Answers: #customers, 'all' of them\\n\\"now\\"",\
            "targets":[{"name":"team/large","provider":"openai","model":"gpt \\"large\\"","context_window":128000,\
            "default_max_tokens":2048},\
            {"name":"mini","provider":"openai","model":"gpt-mini","default_max_tokens":4096}],\
            "prompt":{"name":"team/support","version":3,\
            "template":"---\\nYou help {{ shop }}.\\n---\\n\\tBe brief: \uD83D\uDE00 \\\\n"},\
            "contract":{"name":"ticket","schema":"{ \\"type\\":\\n \\"object\\" }\\n"},\
            "sampling":{"temperature":0.2,"top_p":1.0,"seed":999999999999999999,"presence_penalty":-1.5,\
            "frequency_penalty":1.0E-129,"reasoning_effort":"low"},\
            "deadlines":{"connect":"1001ms","first_token":"10000ms","between_tokens":"3600000ms",\
            "answer":"120000ms","total":"86400000ms"},\
            "tools":["1.10","a b","find_order","no"],"max_tokens":1000,"limits":{"concurrent_requests":200},\
            "router":{"policy":"rules","rules":[{"target":"team/large","longer_than":0,"tools":true},\
            {"target":"mini","shorter_than":100,"languages":["de","en","no"],"tools":false,\
            "metadata":{"level":"1.10","null":"true","tier":"gold"}}]},\
            "healing":{"retries":1,"longest_wait":"2000ms","midstream":"continue"}}\
            """);
        assertThat(ReleaseDocument.write(Contents.SMALLEST)).isEqualTo("""
            {"route":"support","purpose":"Answers",\
            "targets":[{"name":"mini","provider":"openai","model":"gpt-mini","default_max_tokens":4096}],\
            "deadlines":{"connect":"5000ms","first_token":"60000ms","between_tokens":"30000ms",\
            "answer":"120000ms","total":"600000ms"},\
            "tools":[],"router":"fixed",\
            "healing":{"retries":1,"longest_wait":"2000ms","midstream":"continue"}}\
            """);
        assertThat(ReleaseDocument.write(Contents.CHECKED)).contains("""
            "contract":{"name":"any","schema":"true",\
            "checks":{"languages":["de","en"],"max_chars":2000,"citations":"required","plain":true,"tools":"valid"},\
            "repair":false,"retries":2,"otherwise":{"clarify":"Which: #1 or 'no'?"},\
            "tool_results":"accept","stream":"check","narrow":true},\
            """);
    }

    @Test
    void theIdsOfReleasesFromBeforeThereWereTermsStay() {
        assertThat(Contents.SMALLEST.id()).isEqualTo("5b279c4a6742");
        assertThat(Contents.EVERYTHING.id()).isEqualTo("6a2f5ad7e2a8");
    }

    @Test
    void aSchemaWithoutANameOfItsOwnIsOneOfTheNodesFiles() {
        ReleaseContent content = good(ReleaseDocument.read("""
            {purpose: x, targets: [mini], contract: {schema: ticket, retries: 0, otherwise: {answer: Later.}}}
            """, "support", known()));
        assertThat(content.contract()).isEqualTo(known().contracts().get("ticket"));
        assertThat(content.route().contract()).isEqualTo("ticket");
        assertThat(content.route().terms())
                .isEqualTo(new ContractTerms(AnswerChecks.NONE, true, 0, new Fallback.Answer("Later.")));
        assertThat(said(ReleaseDocument.read(
                        "{purpose: x, targets: [mini], contract: {schema: tickt}}", "support", known())))
                .startsWith("release:1  contract.schema  is 'tickt', expected a contract: did you mean ticket?");
    }

    @Test
    void allMistakesOfTermsAreSaidAtOnce() {
        assertThat(said(ReleaseDocument.read("""
            purpose: x
            targets: [mini]
            contract:
              checks:
                languages: [en, uk]
                max_chars: 0
                citations: optional
                plain: maybe
                tools: on
              repair: perhaps
              retries: 3
              otherwise: {clarify: "What?", answer: "That."}
            """, "support", known()))).isEqualTo("""
                release:5   contract.checks.languages  is 'uk', expected a language that can be told: one of ar, de, el, en, es, fr, he, hi, it, ja, ko, nl, pt, ru, th, zh
                release:6   contract.checks.max_chars  is '0', expected a whole number from 1 to 10000000
                release:7   contract.checks.citations  is 'optional', expected required
                release:8   contract.checks.plain      is 'maybe', expected true or false
                release:9   contract.checks.tools      is 'on', expected valid
                release:10  contract.repair            is 'perhaps', expected true or false
                release:11  contract.retries           is '3', expected a whole number from 0 to 2
                release:12  contract.otherwise         is with clarify and answer, expected clarify or escalate or answer

                8 mistakes in 1 file
                """);
        assertThat(otherwise("clarify"))
                .contains("contract.otherwise  is 'clarify', expected a map with the text: {clarify: \"...\"}");
        assertThat(otherwise("refus")).contains("contract.otherwise  is 'refus', did you mean refuse?");
        assertThat(otherwise("later")).contains("contract.otherwise  is 'later', expected refuse or escalate");
        assertThat(otherwise("{}"))
                .contains("contract.otherwise  is without any of them, expected clarify or escalate or answer");
        assertThat(otherwise("{answer: ' '}")).contains("contract.otherwise.answer  is empty, expected a text");
    }

    @Test
    void aRuleForToolResultsThatIsNoneIsSaid() {
        assertThat(said(ReleaseDocument.read(
                        "{purpose: x, targets: [mini], contract: {tool_results: acept}}", "support", known())))
                .contains("contract.tool_results  is 'acept', did you mean accept?");
    }

    private static String otherwise(String said) {
        return said(ReleaseDocument.read(
                "{purpose: x, targets: [mini], contract: {otherwise: " + said + "}}", "support", known()));
    }

    @Test
    void anyTextReadsBackFromARecordEqual() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            ReleaseContent content = Contents.saying("saying", Contents.text(random));
            assertThat(ReleaseDocument.readStored(ReleaseDocument.write(content)))
                    .isEqualTo(new Read.Good(content));
        }
    }

    @Test
    void aRecordIsReadableOnANodeThatKnowsNothingOfIt() {
        String text =
                ReleaseDocument.write(Contents.EVERYTHING).replace("\"provider\":\"openai\"", "\"provider\":\"gone\"");
        assertThat(ReleaseDocument.readStored(text)).isInstanceOf(Read.Good.class);
        assertThat(said(ReleaseDocument.read(text, "all", known()))).isEqualTo("""
            release:1  targets[0].provider  is 'gone', expected a provider: one of openai
            release:1  targets[1].provider  is 'gone', expected a provider: one of openai

            2 mistakes in 1 file
            """);
    }

    @Test
    void aRecordCannotLeaveAnythingToANode() {
        assertThat(said(ReleaseDocument.readStored("""
            {"purpose": "x", "targets": ["mini"], "prompt": "support@1", "contract": "ticket"}
            """))).isEqualTo("""
                release    route       is missing, expected the route's name
                release:1  targets[0]  is 'mini', expected a map
                release:1  prompt      is 'support@1', expected a map
                release:1  contract    is 'ticket', expected a map

                4 mistakes in 1 file
                """);
    }

    @Test
    void anOperatorMayNameWhatTheNodesFilesHave() {
        ReleaseContent content = good(ReleaseDocument.read("""
            purpose: x
            targets: [mini, {name: other, provider: openai, model: gpt-other}]
            prompt: support@1
            contract: ticket
            router: {policy: rules, rules: [{target: other, tools: true}]}
            """, "support", known()));
        assertThat(content.route().name()).isEqualTo("support");
        assertThat(content.route().targets()).containsExactly("mini", "other");
        assertThat(content.targets().getFirst()).isEqualTo(Contents.MINI);
        assertThat(content.targets().getLast().defaultMaxTokens()).isEqualTo(4_096);
        assertThat(content.prompt()).isEqualTo(known().prompts().get("support@1"));
        assertThat(content.route().prompt()).isEqualTo("support@1");
        assertThat(content.contract()).isEqualTo(known().contracts().get("ticket"));
    }

    @Test
    void theContentOfAFilesRouteIsThatOfItsDocument() {
        Route route = Objects.requireNonNull(known().routes().get("support"));
        ReleaseContent content = ReleaseContent.of(known(), route);
        assertReads(ReleaseDocument.read(ReleaseDocument.write(content), "support", known()), content);
    }

    @Test
    void textsBecomeWhatTheyWouldBeInAFile() {
        ReleaseContent content = good(ReleaseDocument.read("""
            {"purpose": "x", "targets": ["mini"],
             "prompt": {"name": "p", "version": 1, "template": "\\r\\n\\nOne.\\r\\n\\r\\nTwo.\\n"},
             "contract": {"name": "c", "schema": "{\\r\\n}\\n"}}
            """, "support", known()));
        assertThat(Objects.requireNonNull(content.prompt()).template()).hasToString("One.\n\nTwo.");
        assertThat(Objects.requireNonNull(content.contract()).schema()).isEqualTo("{\n}\n");
    }

    @Test
    void allMistakesAreSaidAtOnce() {
        assertThat(said(ReleaseDocument.read("""
            route: other
            purpos: x
            targets:
              - minni
              - {name: a, provider: opanai, modl: x, context_window: 0}
              - {provider: openai, model: x, price: 1}
            prompt: {version: one, template: "Hello {{first name}}"}
            contract: {name: a/b, schema: "{"}
            sampling: {temperature: 3}
            router: {policy: rules, rules: [{target: mini, tools: true}]}
            """, "support", known()))).isEqualTo("""
                release:1  route                      is 'other', expected 'support' or none
                release:2  purpos                     is an unknown key, did you mean purpose?
                release:4  targets[0]                 is 'minni', expected a target: did you mean mini?
                release:5  targets[1].modl            is an unknown key, did you mean model?
                release:5  targets[1].context_window  is '0', expected a number of tokens above 0
                release:5  targets[1].provider        is 'opanai', expected a provider: did you mean openai?
                release:6  targets[2].price           is an unknown key, expected one of name, provider, model, context_window, default_max_tokens, prefill, json_schema
                release:6  targets[2].name            is missing, expected the target's name
                release:7  prompt.name                is missing, expected the prompt's name
                release:7  prompt.version             is 'one', expected a whole number
                release:7  prompt.template            is '{{first name}}', expected a variable like {{customer_name}}: letters, digits and _
                release:8  contract.name              is 'a/b', expected one that a file in contracts/ can have: without /
                release:8  contract.schema            is no valid JSON, Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])
                release:9  sampling.temperature       is '3', expected a number from 0 to 2

                14 mistakes in 1 file
                """);
    }

    @Test
    void whatATargetDoesNotHaveIsNotPinned() {
        NodeConfig anthropic = load(new ConfigDir().replace("penstock.yaml", "dialect: openai", "dialect: anthropic"));
        assertThat(said(ReleaseDocument.read(
                        "{purpose: x, targets: [mini], sampling: {seed: 7}}", "support", anthropic)))
                .startsWith("release:1  sampling  is with seed, which target mini does not have: it speaks anthropic;");
    }

    @Test
    void whatIsNoDocumentIsRefused() {
        assertThat(said(read("[1]"))).startsWith("release  the file  is a list, expected a map with the keys route, ");
        assertThat(said(read(" "))).startsWith("release  the file  is empty, expected a map");
        assertThat(said(read("{\"purpose\": \"x\"\n \"targets\": []}")))
                .startsWith("release:2  the file  is no valid JSON or YAML, ");
        assertThat(said(read("[".repeat(200_000)))).startsWith("release");
        assertThat(said(read("{\"purpose\": \"x\",\n\"purpose\": \"y\", \"targets\": [\"mini\"]}")))
                .startsWith("release:2  purpose  is here a second time, expected once: it stands on line 1 already");
        assertThat(said(ReleaseDocument.readStored("{"))).startsWith("release:1  the file  is no valid JSON");
    }

    @Test
    void aDocumentHasAtMostOneMebibyte() {
        String before = "{\"targets\": [\"mini\"], \"purpose\": \"";
        String fits = before + "x".repeat((1 << 20) - before.length() - 2) + "\"}";
        assertThat(read(fits)).isInstanceOf(Read.Good.class);
        assertThat(said(read(fits + " "))).startsWith("release  the file  is larger than 1 MiB, expected");
        assertThat(said(read(fits.replace("xx\"", "é\"").replace("xx", "é"))))
                .as("as large in bytes, smaller in characters")
                .isEqualTo("no mistakes\n");
        assertThat(said(read(fits.replace("xx\"", "éé\"")))).contains("larger");
    }

    @Test
    void aMutatedDocumentIsGoodOrBadAndNeverThrows() {
        NodeConfig known = known();
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            String text = ReleaseDocument.write(Contents.EVERYTHING);
            for (int i = 0; i <= random.nextInt(3); i++) {
                text = MutationTest.mutated(text, random);
            }
            try {
                said(ReleaseDocument.read(text, "all", known));
                said(ReleaseDocument.readStored(text));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    private static Read read(String text) {
        return ReleaseDocument.read(text, "support", known());
    }

    private static void assertReads(Read read, ReleaseContent content) {
        assertThat(good(read)).isEqualTo(content);
        assertThat(good(read).id()).isEqualTo(content.id());
    }

    private static ReleaseContent good(Read read) {
        assertThat(read).as(() -> said(read)).isInstanceOf(Read.Good.class);
        return ((Read.Good) read).content();
    }

    private static String said(Read read) {
        return switch (read) {
            case Read.Good _ -> "no mistakes\n";
            case Read.Bad(List<Mistake> mistakes) -> {
                assertThat(mistakes).isNotEmpty();
                yield Report.mistakes(mistakes);
            }
        };
    }

    private static NodeConfig known() {
        return load(new ConfigDir());
    }

    private static NodeConfig load(ConfigDir config) {
        Loaded loaded = config.load(dir);
        assertThat(loaded).as(() -> Report.of(loaded)).isInstanceOf(Loaded.Good.class);
        return ((Loaded.Good) loaded).config();
    }
}
