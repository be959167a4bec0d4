package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Admin;
import dev.penstock.control.AdminVerticle;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.RolloutState;
import dev.penstock.gateway.Snapshot;
import dev.penstock.testkit.MemoryControlPlane;
import dev.penstock.webhooks.Webhooks;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code penstock rollout}, against a real admin plane. */
class RolloutCommandsTest {
    private static final String WHY = "--reason=because";
    private static final String START = "rollout start support --release 2 --sticky user";

    @TempDir
    private Path dir = Path.of(".");

    private final Vertx vertx = Vertx.vertx();
    private final MemoryControlPlane control = new MemoryControlPlane(InstantSource.system());
    private int port;

    /** What a command did. */
    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        write("penstock.yaml", """
            node: node-a
            open: true
            providers:
              openai: {dialect: openai, base_url: "https://llm.example/v1", credential: "${file:/of/the/node/only}"}
            targets:
              large: {provider: openai, model: large-1}
            rollouts:
              quick:
                stages: [{share: 10 %, gate: approval, deadline: never}, full]
                guardrails: [error, feedback:off_topic]
            """);
        write("routes/support.yaml", "purpose: Supports\ntargets: [large]\n");
        NodeConfig config = ApplyCommand.load(dir);
        FeatureVerticles node = new FeatureVerticles(
                config,
                () -> new Snapshot(1, Map.of(), Map.of()),
                InstantSource.system(),
                System::nanoTime,
                _ -> true,
                control,
                () -> 1,
                Webhooks.NONE,
                _ -> List.of());
        AdminVerticle plane = new AdminVerticle(
                new Listener("127.0.0.1", 0),
                List.of(new AdminToken(AdminToken.SHARED, Role.ADMIN, KeyCommand.hash(TestNode.TOKEN))),
                new NoTraces(),
                new Admin(
                        control,
                        new NoBudgets(),
                        node.reviews(),
                        NoReplays::text,
                        NoReplays::replay,
                        NoReplays::replay,
                        node.alerts(),
                        Webhooks.NONE,
                        config,
                        node,
                        InstantSource.system(),
                        () -> "salt",
                        () -> "secret"));
        TestNode.await(vertx.deployVerticle(plane));
        port = plane.port();
        write("release.json", "{\"purpose\":\"Supports\",\"targets\":[\"large\"],\"sampling\":{\"temperature\":0.5}}");
        assertThat(run("releases support publish " + dir.resolve("release.json"))
                        .err())
                .isEmpty();
    }

    @AfterEach
    void stop() {
        TestNode.await(vertx.close());
    }

    @Test
    void oneIsStartedSteeredAndShown() {
        Ran started = run(START + " --policy quick");
        assertThat(started.err()).isEmpty();
        assertThat(started.exit()).isZero();
        assertThat(started.out())
                .contains("Rollout of route 'support' to release 2 (", "running, stage 10 %. Missing: proof for error")
                .contains("parameters  temperature: (not set) -> 0.5")
                .contains("In effect on node-a after 2 ms")
                .contains("penstock rollout watch support");

        assertThat(run("rollout pause support").out()).contains("paused, stage 10 %. It is paused by ann: because");
        assertThat(run("rollout promote support").err()).contains("it is paused by ann: because");
        assertThat(run("rollout resume support").out()).contains("running, stage 10 %");
        assertThat(run("rollout approve support --stage 0").out()).contains("running, stage 10 %");
        assertThat(run("rollout watch support --once").out())
                .contains("[>] 10 % approved  [ ] full")
                .contains("by policy quick");
        assertThat(run("status").out()).contains("ROLLOUT").contains("10 % to 2 (");

        Ran refused = run("rollout promote support");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("Conflict (409)", "lacks something: proof for error", "\"unproven\": true");
        assertThat(run("rollout promote support --stage full --unproven").out()).contains("completed, stage");
        assertThat(run("rollout watch support --once").exit()).isZero();
    }

    @Test
    void whatIsOverSaysHowInItsExitCode() {
        run(START);
        assertThat(run("rollout watch support --for 50ms --every 10ms").exit()).isEqualTo(5);
        assertThat(run("rollout watch support --once").exit()).isZero();
        run("rollback support");
        Ran rolledBack = run("rollout watch support");
        assertThat(rolledBack.exit()).isEqualTo(3);
        assertThat(rolledBack.out()).contains("rolled_back").contains("It is over: the candidate was withdrawn by ann");
        assertThat(run("rollout watch support --once").exit()).isEqualTo(3);

        run("releases support activate 2 --lift-withdraws");
        run("rollout start support --release 1 --sticky user");
        run("rollout abort support");
        assertThat(run("rollout watch support").exit()).isEqualTo(4);
        Ran shown = run("rollout show support");
        assertThat(shown.out()).contains("aborted").containsPattern("rolled_back +ann +because");
    }

    @Test
    void aPipelineWaitsForTheEnd() {
        CompletableFuture<Ran> waiting =
                CompletableFuture.supplyAsync(() -> run(START + " --wait --every 10ms --for 30s"));
        Eventually.that("it has begun", () -> control.state().route("support").rollout() != null);
        assertThat(waiting.isDone()).isFalse();
        RolloutState rollout =
                Objects.requireNonNull(control.state().route("support").rollout());
        control.submit(
                new Command.Withdraw("support", rollout.terms().candidate()),
                new Author("penstock", "error: 5 of 20 against 0 of 400"));
        Ran ran = waiting.join();

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).contains("running, stage 1 %", "withdrawn by penstock: error: 5 of 20 against 0 of 400");
        assertThat(ran.out().lines().filter(line -> line.contains("rolled_back")))
                .hasSize(1);
    }

    @Test
    void aPolicyMayComeFromAFile() throws IOException {
        write("policy.yaml", "stages: [{share: 20 %, time: 1m}, full]\nguardrails: [error]\n");
        assertThat(run(START + " --policy-file " + dir.resolve("policy.yaml")).out())
                .contains("stage 20 %");

        write("policy.yaml", "stages: [20 %, 10 %, full]\n");
        assertThat(run(START + " --policy-file " + dir.resolve("policy.yaml")).err())
                .contains("policy.stages is [20 %, 10 %, full], expected eval, shadow, then rising shares, then full");
        write("policy.yaml", "stages: [\n");
        assertThat(run(START + " --policy-file " + dir.resolve("policy.yaml")).err())
                .contains("is neither YAML nor JSON");
        assertThat(run(START + " --policy-file " + dir.resolve("none.yaml")).err())
                .contains("cannot be read");
    }

    @Test
    void thePoliciesAreListedInAWordEach() {
        assertThat(run("rollout policies").out())
                .containsPattern("default +1 %, 5 %, 25 %, 50 %, full +error, contract")
                .containsPattern("quick +10 %, full +error, feedback:off_topic +0.01");
    }

    @Test
    void aDryRunAndAnAaRolloutSaySo() {
        run(START + " --dry-run");
        assertThat(run("rollout show support").out()).contains("running (dry_run)");
        run("rollout abort support");
        run("rollout start support --a-a --sticky user");
        assertThat(run("rollout show support").out()).contains("running (a_a)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollout start support --release 2",
                "rollout start support --sticky user",
                "rollout start support --release 2 --sticky user --dry-run --a-a",
                "rollout start support --release 2 --sticky user --policy quick --policy-file x",
                "rollout watch support --every soon",
                "rollout watch support --for 0s",
                "rollout watch",
                "rollout halt support"
            })
    void wrongUsageWritesNothing(String words) {
        int before = control.submitted().size();
        Ran ran = run(words);

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("--help' says how to use it");
        assertThat(control.submitted()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({
        "rollout, penstock rollout watch support",
        "rollout start, Exit code once it is over: 0 completed; 3 rolled back",
        "rollout promote, --stage full --unproven"
    })
    void theHelpTeaches(String words, String told) {
        Ran help = execute((words + " --help").split(" ", -1));

        assertThat(help.exit()).isZero();
        assertThat(help.out().replaceAll("\\s+", " ")).contains(told.replace("completed;", "completed,"));
    }

    private Ran run(String words) {
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        boolean reads = words.contains(" watch") || words.contains(" show") || words.contains(" policies");
        if (!reads && !words.equals("status")) {
            all.addAll(List.of("--actor", "ann", WHY));
        }
        all.addAll(List.of("--admin", "http://127.0.0.1:" + port, "--token", TestNode.TOKEN));
        return execute(all.toArray(String[]::new));
    }

    private static Ran execute(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Main.commandLine(words[0]).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = line.execute(words);
        return new Ran(exit, out.toString(), err.toString());
    }

    private void write(String path, String text) throws IOException {
        Path file = dir.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
