package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.sim.FaultRate;
import dev.penstock.sim.FaultSpec;
import dev.penstock.sim.SimScript;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code penstock traces export} and {@code penstock rollout replay}: what was recorded, and another policy over it.
 */
class RolloutReplayCommandTest {
    private static final String POLICY = "stages: [{share: 40 %, time: 1h}, full]\nguardrails: [error, thumb_down]\n";
    /** Within it bad requests come often, so that none of them is the last for long. */
    private static final double BROKEN = 0.7;

    private static final String TRACE = """
        {"trace":"a-1","at":"2026-11-22T10:00:00Z","route":"support","arm":"candidate","arm_note":{"rollout":"r1",\
        "stage":0,"candidate":true,"release":"91c2","chance":50000,"key":"9f31c07ab2d14e65","own_attempts":1,\
        "bad":["error"]},"attempts":[{"status":500,"failure":{"kind":"status_500","message":"m"},\
        "times_us":{"started":100,"ended":900}}],"outcome":"fallback","total_us":1000}\
        """;

    /** Of the current release's side, and good. */
    private static final String OTHER_SIDE = TRACE.replace("a-1", "a-9")
            .replace("candidate\":true", "candidate\":false")
            .replace("\"arm\":\"candidate\"", "\"arm\":\"baseline\"")
            .replace("[\"error\"]", "[]")
            .replace("\"status\":500,\"failure\":{\"kind\":\"status_500\",\"message\":\"m\"},", "\"status\":200,")
            .replace("fallback", "pass");

    @TempDir
    private Path dir = Path.of(".");

    /** What a command did. */
    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void policy() throws IOException {
        write("policy.yaml", POLICY);
    }

    @Test
    void whatWasDecidedIsDecidedAgainFromTheTraces() throws IOException {
        try (TestNode node = TestNode.start(Setup.empty()
                .dataDir(dir.resolve("data"))
                .route("support", "openai/sim-small")
                .route("other", "openai/sim-other")
                .breaker("openai/sim-other", MidstreamTest.NEVER_OPEN))) {
            node.sim().script(SimScript.rates(new FaultRate(FaultSpec.parse("server-error"), BROKEN, "sim-other")));
            String candidate = node.publish("support", "{\"purpose\":\"a test's\",\"targets\":[\"openai/sim-other\"]}");
            String rollout = node.adminPost(
                            "/routes/support/rollouts",
                            "{\"bundle\":true,\"release\":\"" + candidate
                                    + "\",\"sticky\":\"header:x-user\",\"policy\":"
                                    + "{\"stages\":[{\"share\":\"40 %\",\"time\":\"1h\"},\"full\"],"
                                    + "\"guardrails\":[\"error\",\"thumb_down\"]}}")
                    .at("/rollout/id")
                    .asText();
            int counted = untilItIsOut(node);
            String said = shown(node).at("/end/reason").asText();
            assertThat(said).startsWith("The candidate does harm by 'error': ");

            List<JsonNode> traces = exported(node, rollout, counted);
            assertThat(traces)
                    .allMatch(trace -> trace.at("/arm_note/rollout").asText().equals(rollout));
            assertThat(traces.getLast().at("/feedback/0/label").asText()).isEqualTo("down");
            Ran candidates = run(node, "traces", "export", "--rollout", rollout, "--arm", "candidate");
            assertThat(candidates.err()).contains(" traces");
            assertThat(candidates.out().lines().map(TestNode::json))
                    .isNotEmpty()
                    .hasSizeLessThan(counted)
                    .allMatch(trace -> trace.at("/arm_note/candidate").asBoolean());
            assertThat(run(node, "traces", "--rollout", rollout, "--arm", "baseline")
                            .out())
                    .contains("support")
                    .doesNotContain("fallback");

            Ran same = replay("policy.yaml");
            assertThat(same.exit()).as(same.err()).isEqualTo(3);
            assertThat(requestsUntilHarm(same.out()))
                    .as("a node that is busy looks a moment later")
                    .isLessThanOrEqualTo(requestsUntilHarm(said));
            assertThat(same.out())
                    .contains("It would have been rolled back, in stage 40 %.")
                    .contains("As recorded: stage 0 (40 %) from 0:00:00 on with ");
            JsonNode json = TestNode.json(replay("policy.yaml", "--json").out());
            assertThat(json.path("phase").asText()).isEqualTo("rolled_back");
            assertThat(json.at("/steps/0/traces").size()).isPositive();
            assertThat(json.path("rollout").asText()).isEqualTo(rollout);
        }
        write("other.yaml", "stages: [{share: 40 %, time: 1h}, full]\nguardrails: [truncated, thumb_down]\n");
        Ran other = replay("other.yaml");
        assertThat(other.exit()).as(other.err()).isZero();
        assertThat(other.out())
                .contains("At the end of the recording it is in stage 40 %: Missing: proof for truncated");
    }

    /** How many requests the candidate had when it was found to do harm by errors. */
    private static int requestsUntilHarm(String text) {
        Matcher harm = Pattern.compile("does harm by 'error': \\d+ of its (\\d+) requests were bad")
                .matcher(text);
        assertThat(harm.find()).as(text).isTrue();
        return Integer.parseInt(harm.group(1));
    }

    /** One after the other, each bad one only after the judge has seen the one before. Says how many counted. */
    private static int untilItIsOut(TestNode node) {
        List<String> counted = new ArrayList<>();
        int bad = 0;
        for (int user = 0; !shown(node).path("phase").asText().equals("rolled_back"); user++) {
            HttpResponse<String> answer =
                    node.send(node.request(Caller.OPENAI.path(), Caller.OPENAI.hello("support", false))
                            .header("x-user", "user-" + user)
                            .build());
            JsonNode trace = node.trace(answer);
            if (trace.has("arm_note")) {
                counted.add(trace.path("trace").asText());
            }
            if (counted.size() == 1 && trace.has("arm_note")) {
                HttpResponse<String> said =
                        node.post("/v1/feedback", "{\"trace\":\"" + counted.getFirst() + "\",\"thumb\":\"down\"}");
                assertThat(said.statusCode()).as(said.body()).isBetween(200, 299);
            }
            bad += trace.at("/arm_note/bad").size() > 0 ? 1 : 0;
            int known = bad;
            Eventually.that("the judge knows it", () -> {
                JsonNode rollout = shown(node);
                return rollout.path("phase").asText().equals("rolled_back")
                        || rollout.at("/verdict/arms/candidate/bad").asInt() == known;
            });
        }
        assertThat(bad).isGreaterThan(2);
        return counted.size();
    }

    private static JsonNode shown(TestNode node) {
        return TestNode.json(node.admin("/admin/v1/routes/support/rollouts").body())
                .path("rollout");
    }

    /** All that counted, newest first, in the file that is replayed. */
    private List<JsonNode> exported(TestNode node, String rollout, int counted) throws IOException {
        Ran ran = Eventually.value("all are stored", () -> {
            Ran tried = run(node, "traces", "export", "--rollout", rollout);
            return tried.out().lines().count() == counted ? tried : null;
        });
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEqualTo(counted + " traces\n");
        write("traces.jsonl", ran.out());
        return ran.out().lines().map(TestNode::json).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``                                   | traces.jsonl is empty: expected a trace a line, as 'penstock traces export
        `[1]`                                | Line 1 of DIR/traces.jsonl is no JSON object: expected a trace a line
        TRACE~{"trace":                      | Line 2 of DIR/traces.jsonl is no JSON object
        {"trace":"a-1"}                      | None of the 1 traces in DIR/traces.jsonl counts in a rollout (arm_note)
        TRACE~TRACE;"r1";"r2";"a-1";"a-2"    | are of several rollouts: choose one by --rollout ID.
        TRACE;50000;0                        | arm_note.chance is '0', expected a whole number from 1 to 999999
        TRACE;"9f31c07ab2d14e65";"key"       | arm_note.key is 'key', expected a hash in hexadecimal digits
        TRACE;own_attempts":1;own_attempts":2 | arm_note.own_attempts is '2', expected a whole number from 0 to 1
        TRACE;2026-11-22T10:00:00Z;noon      | at is 'noon', expected a time from 1970 to 2099
        TRACE;status_500;odd                 | attempts[0].failure.kind is odd, expected one of answer_too_large
        TRACE;"total_us";"us"                | total_us is missing, expected microseconds
        TRACE;"total_us":1000;"total_us":7776000000001 | total_us is '7776000000001', expected microseconds, a whole number from 0 to 7776000000000
        TRACE;"total_us":1000;"total_us":1e30 | total_us is '1.0E30', expected microseconds
        TRACE;"ended":900;"ended":9223372036854775807 | Line 1 of DIR/traces.jsonl is no trace that this version has written
        TRACE;"ended":900;"ended":9223372036854775807 | attempts[0].times_us.ended is 9223372036854775807, expected a whole number from -1 to 7776000000000
        TRACE;"ended":900;"ended":99999999999999999999 | attempts[0].times_us.ended is 99999999999999999999, expected a whole number
        TRACE;"started":100;"started":-2     | attempts[0].times_us.started is -2, expected a whole number from -1 to 7776000000000
        TRACE;"status":500,;"status":500,"tokens":{"input":-1}, | attempts[0].tokens.input is -1, expected a whole number from 0 to 2147483647
        TRACE                                | has no request of the current release's side
        OTHER_SIDE~OTHER_SIDE                | has no request of the candidate's side, and one side alone says nothing of the other
        """)
    void tracesThatAreNoneAreToldWithWhatToDo(String lines, String told) throws IOException {
        write("traces.jsonl", lines(lines));
        Ran ran = replay("policy.yaml");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(told.replace("DIR", dir.toString()));
        assertThat(ran.out()).isEmpty();
    }

    /** The trace, with what stands between {@code ;} replaced in the last line. */
    private static String lines(String words) {
        String[] parts = words.split(";", -1);
        String[] lines = parts[0].split("~", -1);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = lines[i].replace("TRACE", TRACE).replace("OTHER_SIDE", OTHER_SIDE);
        }
        for (int i = 1; i + 1 < parts.length; i += 2) {
            lines[lines.length - 1] = lines[lines.length - 1].replace(parts[i], parts[i + 1]);
        }
        return String.join("\n", lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        `alpha: 2\nbeta: 2\n`                | policy.yaml:2  beta
        `alpha: 2\nbeta: 2\n`                | 2 mistakes in 1 file
        stages: [shadow, 5 %, full]          | has a stage shadow, which nothing fills yet
        `stages: [`                          | no valid JSON or YAML
        rollouts: {mine: {alpha: 0.01}}      | is an unknown key
        """)
    void policiesThatAreNoneAreToldWithAllTheirMistakes(String policy, String told) throws IOException {
        write("traces.jsonl", TRACE);
        write("policy.yaml", policy);
        Ran ran = replay("policy.yaml");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(told);
    }

    @Test
    void filesThatAreNotThereAreTold() throws IOException {
        assertThat(replay("policy.yaml").err()).contains("traces.jsonl cannot be read");
        write("traces.jsonl", TRACE);
        assertThat(replay("none.yaml").err()).contains("none.yaml cannot be read");
        assertThat(run("rollout", "replay").exit()).isEqualTo(2);
    }

    @Test
    void moreThanFitsIsToldWithWhatToDo() {
        String two = TRACE + "\n" + TRACE.replace("a-1", "a-2");
        assertThatThrownBy(() ->
                        RecordedTraces.read(new BufferedReader(new StringReader(two)), "traces.jsonl", null, true, 1))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("traces.jsonl has more than 1 traces of rollouts")
                .hasMessageContaining("PENSTOCK_HEAP=1g");
    }

    @Test
    void ofSeveralRolloutsTheOneThatIsMeantIsReplayed() throws IOException {
        String other = TRACE.replace("\"r1\"", "\"r2\"").replace("a-1", "a-2");
        String others = OTHER_SIDE.replace("\"r1\"", "\"r2\"");
        write("traces.jsonl", String.join("\n", TRACE, other, other, others, "{\"trace\":\"a-3\"}", "", ""));
        Ran ran = replay("policy.yaml", "--rollout", "r2", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        JsonNode json = TestNode.json(ran.out());
        assertThat(json.path("rollout").asText()).isEqualTo("r2");
        assertThat(json.path("requests").asInt()).isEqualTo(2);
        assertThat(json.path("notes"))
                .extracting(JsonNode::asText)
                .contains(
                        "1 traces count in no rollout and are left out.",
                        "1 traces of other rollouts are left out.",
                        "1 traces stand there more than once and count once.");

        Ran none = replay("policy.yaml", "--rollout", "r3");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("is of rollout r3. There are:", "r1  route 'support', 1 requests");
    }

    @Test
    void aPauseEndsWithAnExitCodeOfItsOwn() throws IOException {
        String later = TRACE.replace("a-1", "a-2").replace("10:00:00Z", "10:05:00Z");
        write("traces.jsonl", String.join("\n", TRACE, OTHER_SIDE, later));
        write("policy.yaml", "stages: [{share: 5 %, time: 1m, deadline: 2m}, full]\nguardrails: [truncated]\n");
        Ran ran = replay("policy.yaml");
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.out())
                .contains("0:02:00  pause in stage 5 %", "Inconclusive: stage 5 % has lasted 2 minutes")
                .contains("a person would look here");

        Ran passedOver = replay("policy.yaml", "--go-on");
        assertThat(passedOver.exit()).isEqualTo(4);
        assertThat(passedOver.out()).contains("At the end of the recording it is in stage 5 %: Inconclusive");
    }

    /**
     * Of a store that was short of room: all that failed, and of the others every tenth, by the hashes of their ids.
     */
    @ParameterizedTest
    @CsvSource({"true, 0", "false, 4"})
    void whereGoodRequestsAreMissingTheSplitIsNotLookedAt(boolean sampled, int exit) throws IOException {
        List<String> ids = IntStream.range(0, 2_000)
                .mapToObj(i -> "a-" + i)
                .filter(id -> !sampled || Math.floorMod(id.hashCode(), 10) == 0)
                .limit(100)
                .toList();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            lines.add(keyed(OTHER_SIDE.replace("a-9", ids.get(i)), 1_000 + i));
            lines.add(keyed(TRACE.replace("a-1", "b-" + i), 2_000 + i));
        }
        write("traces.jsonl", String.join("\n", lines));
        write("policy.yaml", "stages: [{share: 5 %, time: 1h}, full]\nguardrails: [truncated]\n");
        Ran ran = replay("policy.yaml");

        assertThat(ran.exit()).as(ran.err() + ran.out()).isEqualTo(exit);
        assertThat(ran.out())
                .contains(sampled ? "About 900 good requests are missing" : "The split is not what it should be");
    }

    private static String keyed(String trace, int key) {
        return trace.replace("9f31c07ab2d14e65", Integer.toHexString(key));
    }

    /** It would be passed over, and all traces exported. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        traces --rollout r1 export, --rollout before export
        traces --arm candidate --limit 5 export --rollout r1, '--arm, --limit before export'
        traces --admin http://127.0.0.1:1 export, --admin before export
        """)
    void whatStandsBeforeExportIsRefused(String words, String told) {
        Ran ran = run(words.split(" ", -1));

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains(told, "put the filter behind export");
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rollout replay, 'Exit code: 0 it goes on or has all traffic, 3 rolled back, 4 paused, 2 wrong input.'",
        "rollout, Tell what another policy would have done",
        "traces export, penstock traces export --rollout ID > traces.jsonl",
        "traces, penstock traces --rollout ID --arm candidate"
    })
    void theHelpTeaches(String words, String told) {
        Ran help = run((words + " --help").split(" ", -1));

        assertThat(help.exit()).isZero();
        assertThat(help.out().replaceAll("\\s+", " ")).contains(told);
    }

    private Ran replay(String policy, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "rollout",
                "replay",
                "--from",
                dir.resolve("traces.jsonl").toString(),
                "--policy",
                dir.resolve(policy).toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static Ran run(TestNode node, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--admin", "http://127.0.0.1:" + node.node().adminPort(), "--token", TestNode.TOKEN));
        return run(all.toArray(String[]::new));
    }

    private static Ran run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(words[0])
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ran(exit, out.toString(), err.toString());
    }

    private void write(String path, String text) throws IOException {
        Files.writeString(dir.resolve(path), text);
    }
}
