package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.core.config.NodeConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

/** {@code penstock cluster}, with processes where it says so. */
@Isolated("nodes in processes of their own take both cores")
class ClusterCommandTest {
    private static final int PORT = 18_080;

    @TempDir
    private Path dir = Path.of(".");

    /** What a command said, and its exit code. */
    private record Said(int exitCode, String text) {}

    @Test
    void aClusterComesUpLosesANodeComesUpAgainAndGoesDown() {
        try {
            Said up = cluster("up", "--nodes", "1", "--port", "" + PORT);
            assertThat(up.exitCode()).as(up.text()).isZero();
            assertThat(up.text()).contains("node-1 is ready after").contains("http://127.0.0.1:" + PORT + "/v1");

            JsonNode node = status().path("nodes").path(0);
            assertThat(node.path("health").asText()).isEqualTo("ready");
            assertThat(node.path("cluster").path("voters")).hasSize(1);
            assertThat(cluster("status").text()).contains("node-1", "ready", "sim");
            long first = node.path("pid").asLong();

            assertThat(cluster("kill", "1").exitCode()).isZero();
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(cluster("status").exitCode()).isEqualTo(1);

            Said again = cluster("up");
            assertThat(again.exitCode()).as(again.text()).isZero();
            assertThat(again.text()).contains("sim runs already");
            assertThat(status().path("nodes").path(0).path("pid").asLong()).isNotEqualTo(first);
        } finally {
            Said down = cluster("down");
            assertThat(down.text()).contains("node-1 has stopped", "sim has stopped");
        }
        assertThat(status().path("nodes").path(0).path("health").asText()).isEqualTo("stopped");
    }

    @Test
    void aProcessThatHasTheIdOfOneThatEndedIsNotTouched() throws Exception {
        LocalProcess process = new LocalProcess("other", dir);
        Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
        Path file = dir.resolve("process");

        Files.writeString(file, ProcessHandle.current().pid() + " " + started.toEpochMilli());
        assertThat(process.running()).isPresent();

        Files.writeString(
                file,
                ProcessHandle.current().pid() + " " + started.minusSeconds(5).toEpochMilli());
        assertThat(process.running()).isEmpty();
        assertThat(process.stop(Duration.ZERO).join()).isEqualTo("does not run");
    }

    @Test
    void eachNodeHasTheDemosRoutesAndTheKeysAreForTheirOwnerAlone() throws Exception {
        LocalCluster cluster = LocalCluster.make(dir, 4, 8_080);
        NodeConfig demo = Demo.config(
                8_080,
                9_000,
                KeyCommand.hash(cluster.keys().key()),
                KeyCommand.hash(cluster.keys().token()));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ClusterKeys.file(dir))))
                .isEqualTo("rw-------");
        List<String> addresses = new ArrayList<>();
        for (LocalCluster.Node node : cluster.nodes()) {
            assertThat(ConfigLoader.load(node.dir(), System::getenv))
                    .isInstanceOfSatisfying(
                            Loaded.Good.class,
                            good -> assertThat(good.warnings())
                                    .as("what is stored of the routes that store something, and no other")
                                    .extracting(note -> note.file() + " " + note.path())
                                    .containsExactly(
                                            "routes/assistant.yaml traces",
                                            "routes/pay.yaml risk",
                                            "routes/shaky.yaml traces"));
            assertThat(node.config().targets()).isEqualTo(demo.targets());
            assertThat(node.config().routes()).isEqualTo(demo.routes());
            assertThat(node.config().prompts()).isEqualTo(demo.prompts());
            assertThat(node.config().keys()).isEqualTo(demo.keys());
            assertThat(node.config().adminTokens()).isEqualTo(demo.adminTokens());
            addresses.add(node.config().admin() + " "
                    + Objects.requireNonNull(node.config().cluster()).members());
        }
        assertThat(addresses)
                .containsExactly(
                        "127.0.0.1:8081 127.0.0.1:5701",
                        "127.0.0.2:8081 127.0.0.2:5701",
                        "127.0.0.3:8081 127.0.0.3:5701",
                        "127.0.0.4:8081 127.0.0.4:5701");
        assertThat(cluster.node(4).isVoter())
                .as("an even number gains nothing by voting")
                .isFalse();
        assertThat(cluster.node(3).isVoter()).isTrue();
    }

    @Test
    void whatCannotBeIsTold() {
        assertThat(cluster("status").text()).contains("There is no cluster in " + dir);
        assertThat(cluster("up", "--nodes", "6").text()).contains("--nodes is 6, expected 1 to 5");
        LocalCluster.make(dir, 3, 8_080);
        assertThat(cluster("kill", "4").text()).contains("There is no node 4, expected a number from 1 to 3.");
        assertThat(cluster("kill", "2").text()).contains("node-2 does not run: nothing was killed.");
        Said other = cluster("up", "--nodes", "5");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.text()).contains("--nodes is 5, but the cluster in " + dir + " is of 3 nodes");
    }

    private JsonNode status() {
        return TestNode.json(cluster("status", "--json").text());
    }

    private Said cluster(String... arguments) {
        StringWriter text = new StringWriter();
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--dir", dir.toString()));
        CommandLine commandLine =
                Main.commandLine("cluster").setOut(new PrintWriter(text)).setErr(new PrintWriter(text, true));
        int exitCode = commandLine.execute(all.toArray(String[]::new));
        return new Said(exitCode, text.toString());
    }
}
