package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Hand-made cases through a candidate and the release that serves, on a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvalTest {
    private static final String CONTRACT =
            ",\"contract\":{\"name\":\"level\",\"schema\":\"{\\\"type\\\":\\\"object\\\",\\\"required\\\":[\\\"level\\\"]}\"}";

    @TempDir
    private static Path dir = Path.of(".");

    private final TestNode node = TestNode.start(setup());

    private static Setup setup() {
        Setup setup = Setup.empty();
        for (String route : List.of("broken", "good", "shop", "level", "silent", "commands", "kept")) {
            setup.route(route, "openai/sim-small");
        }
        return setup.route("others", "openai/sim-other", "openai/sim-small!server-error", "openai/sim-small!silence");
    }

    @AfterEach
    void lift() {
        node.liftAll();
    }

    @AfterAll
    void close() {
        node.close();
    }

    @Test
    void aCandidateWithABrokenModelLosesAndNobodyElseNotices() {
        publish(node, "broken", "openai/sim-small-server-error", "");
        JsonNode done = over(node, "broken", begin(node, "broken", "\"cases\":[" + cases(30, said("sim-small")) + "]"));

        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("gate_passed").asBoolean()).isFalse();
        assertThat(done.path("verdict").asText()).contains("the candidate lost 30", "the candidate passed 0 of 30");
        assertThat(done.at("/report/baseline/passed").asInt()).isEqualTo(30);
        assertThat(done.at("/report/evidence").asText()).contains("in less than 0.01 % of such runs");
        JsonNode first = done.at("/report/faulty/0");
        assertThat(first.at("/candidate/faults/0").asText()).startsWith("answer: ");
        JsonNode trace = node.trace(first.at("/candidate/trace").asText());
        assertThat(trace.path("shadow_of").asText())
                .isEqualTo(done.path("id").asText() + "/" + first.path("id").asText());
        JsonNode recorded = json(node, "broken").at("/recorded/0");
        assertThat(recorded.path("id")).isEqualTo(done.path("recorded"));
        assertThat(recorded.path("gate_passed").asBoolean()).isFalse();
        assertThat(recorded.path("lost").asInt()).isEqualTo(30);
        TestNode.json(node.admin("/admin/v1/targets").body())
                .path("targets")
                .forEach(target -> assertThat(target.path("breaker").asText()).isEqualTo("closed"));
        node.post(Caller.OPENAI.path(), Caller.OPENAI.hello("broken", false));
        assertThat(node.operations("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("penstock_requests_total") && line.contains("\"broken\"")))
                .as("of users, and not of cases")
                .singleElement()
                .asString()
                .contains("outcome=\"pass\"")
                .endsWith(" 1.0");
    }

    @Test
    void anAnswerIsRepairedAndHeldAgainstTheContractAsAUsersIs() {
        publish(node, "level", "openai/sim-other", CONTRACT);
        JsonNode done = over(
                node,
                "level",
                begin(
                        node,
                        "level",
                        "\"gate\":{\"min_cases\":1},\"cases\":[{\"id\":\"water\",\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"How deep?\"}]}]"));

        assertThat(done.at("/report/checks/0/check").asText()).isEqualTo("contract");
        assertThat(done.at("/report/checks/0/candidate_failed").asInt()).isEqualTo(1);
        assertThat(done.at("/report/lost/0").asText()).isEqualTo("water");
    }

    @Test
    void aCaseGoesWithItsVariablesAndTheReleasesPrompt() {
        publish(
                node,
                "shop",
                "openai/sim-other",
                ",\"prompt\":{\"name\":\"shop\",\"version\":1,\"template\":\"You work for {{shop}}.\"}");
        JsonNode done = over(
                node,
                "shop",
                begin(
                        node,
                        "shop",
                        "\"gate\":{\"min_cases\":1},\"concurrency\":1,\"cases\":[{\"id\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"metadata\":{\"shop\":\"Tulip"
                            + " Bikes\"},\"checks\":[{\"matches\":\"^sim-(small|other):"
                            + " \"},{\"max_cost_microdollars\":100000},{\"max_ms\":60000}]}]"));

        assertThat(done.path("verdict").asText()).startsWith("Passed: ");
        assertThat(node.sim().log())
                .anySatisfy(attempt -> assertThat(attempt.body()).contains("You work for Tulip Bikes."));
        assertThat(done.at("/report/candidate/cost_microdollars").asDouble()).isPositive();
    }

    @Test
    void whatIsStoppedInMidRunIsToldPlainlyAndSaysNothingAboutTheRelease() {
        publish(node, "silent", "openai/sim-small-silence", "");
        String id = begin(node, "silent", "\"cases\":[" + cases(30, said("sim-small")) + "]");
        Eventually.that(
                "a case waits at the candidate",
                () -> node.sim().log().stream()
                        .anyMatch(attempt -> String.valueOf(attempt.body()).contains("sim-small!silence")));
        node.kill("model", "sim-small!silence", "\"inflight\":\"cut\"");
        JsonNode stopped = over(node, "silent", id);

        assertThat(stopped.path("state").asText()).isEqualTo("stopped");
        assertThat(stopped.path("why").asText())
                .contains("could not be asked in case", "model 'sim-small!silence' is killed");
        assertThat(json(node, "silent").path("recorded")).isEmpty();

        // There is room for the next one at once.
        node.lift("model", "sim-small!silence");
        String next = begin(node, "silent", "\"cases\":[" + cases(30, said("sim-small")) + "]");
        node.delete("/routes/silent/evals/" + next);
        assertThat(over(node, "silent", next).path("state").asText()).isEqualTo("cancelled");
        node.kill("model", "sim-small!silence", "\"inflight\":\"cut\"");
    }

    @Test
    void whatWasRecordedIsThereAfterARestart(@TempDir Path journal) {
        JsonNode before;
        try (TestNode first = TestNode.start(setup().journal(journal))) {
            publish(first, "kept", "openai/sim-other", "");
            over(first, "kept", begin(first, "kept", "\"cases\":[" + cases(30, said("sim-(small|other)")) + "]"));
            before = json(first, "kept").path("recorded");
            assertThat(before.at("/0/gate_passed").asBoolean()).isTrue();
        }
        try (TestNode second = TestNode.start(setup().journal(journal))) {
            assertThat(json(second, "kept").path("recorded")).isEqualTo(before);
            assertThat(json(second, "kept").path("runs")).isEmpty();
        }
    }

    @Test
    void theCommandTellsTheTableAndItsExitCodeTheGate() throws IOException {
        String release = publish(node, "commands", "openai/sim-other", "");
        Path file = file(cases(4, said("sim-(small|other)")).replace("},{\"id\"", "}\n{\"id\""));

        Ran passed = run("--release", release, "--cases", file.toString(), "--min-cases", "4", "--reason", "a test");
        assertThat(passed.exit()).as("%s", passed).isZero();
        assertThat(passed.out())
                .contains("CANDIDATE  BASELINE", "4 of 4", "matches", "No case tells the candidate from the baseline.")
                .contains("Passed: the candidate passed 4 of 4 cases and lost 0.", "Recorded as ");
        assertThat(passed.err()).contains("Eval test.");

        Ran failed = run("--release", release, "--cases", file.toString(), "--reason", "a test");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out()).contains("Failed: there were 4 cases, expected at least 30.");

        Ran lost = run(
                "--release",
                release,
                "--cases",
                file(cases(2, said("sim-small"))).toString(),
                "--reason",
                "a test");
        assertThat(lost.exit()).isEqualTo(2);
        assertThat(lost.err()).contains("line 1 is", "expected JSON");

        Ran dry = run("--release", "9", "--cases", file.toString(), "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("4 good cases").contains("Nothing was sent.");

        assertThat(run("--release", "9", "--cases", file.toString(), "--reason", "a test")
                        .err())
                .contains("has no release '9'");
        assertThat(run("--release", release, "--cases", file.toString(), "--min-pass", "101")
                        .exit())
                .isEqualTo(2);
        assertThat(run("--release", release, "--cases", dir.resolve("none").toString(), "--dry-run")
                        .exit())
                .isEqualTo(2);

        Ran listed = command("list", "--route", "commands");
        assertThat(listed.out()).contains("RUN", "RECORDED", "failed", "4");
        String id = json(node, "commands").at("/runs/0/id").asText();
        assertThat(command("show", id, "--route", "commands").out()).contains("Eval " + id, "Failed: ");
    }

    /** What a command did. */
    private record Ran(int exit, String out, String err) {}

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "--route", "commands"));
        all.addAll(List.of(arguments));
        return command(all.toArray(String[]::new));
    }

    private Ran command(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("eval"));
        all.addAll(List.of(arguments));
        all.add("--admin=http://127.0.0.1:" + node.node().adminPort());
        all.add("--token=" + TestNode.TOKEN);
        int exit = Main.commandLine("eval")
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private static Path file(String cases) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "cases", ".jsonl"), cases);
    }

    private static String said(String model) {
        return "{\"matches\":\"^" + model + ": \"}";
    }

    private static String cases(int many, String check) {
        return IntStream.range(0, many)
                .mapToObj(i -> "{\"id\":\"c" + i + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Case " + i
                        + "\"}],\"checks\":[" + check + "]}")
                .collect(Collectors.joining(","));
    }

    private static String publish(TestNode on, String route, String target, String more) {
        return on.publish(route, "{\"purpose\":\"a test's\",\"targets\":[\"" + target + "\"]" + more + "}");
    }

    /** Begins a run of the newest release. */
    private static String begin(TestNode on, String route, String more) {
        return on.adminPost("/routes/" + route + "/evals", "{\"release\":2," + more + "}")
                .path("id")
                .asText();
    }

    private static JsonNode over(TestNode on, String route, String id) {
        return Eventually.value("the end of " + id, () -> {
            JsonNode run = TestNode.json(
                    on.admin("/admin/v1/routes/" + route + "/evals/" + id).body());
            return run.path("state").asText().matches("running|recording") ? null : run;
        });
    }

    private static JsonNode json(TestNode on, String route) {
        return TestNode.json(on.admin("/admin/v1/routes/" + route + "/evals").body());
    }
}
