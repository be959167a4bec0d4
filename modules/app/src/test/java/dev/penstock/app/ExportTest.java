package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Admin;
import dev.penstock.control.AdminVerticle;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Role;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a node serves, exported as files, is what a configuration says that is applied. */
class ExportTest {
    @TempDir
    private Path dir = Path.of(".");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "examples/openai-and-anthropic",
                "deploy/compose/config",
                "modules/bench/node",
                "modules/config/src/test/resources/valid"
            })
    void anExampleThatIsExportedIsEqual(String example) throws IOException {
        Path files = Path.of("../..").resolve(example);
        NodeConfig config = ApplyCommand.load(files);
        Vertx vertx = Vertx.vertx();
        try {
            MemoryControlPlane control = new MemoryControlPlane(InstantSource.system());
            FeatureVerticles features = new FeatureVerticles(
                    config,
                    () -> new Snapshot(1, Map.of(), Map.of()),
                    InstantSource.system(),
                    System::nanoTime,
                    _ -> true,
                    control,
                    () -> 1,
                    Webhooks.NONE,
                    _ -> List.of());
            AdminVerticle verticle = new AdminVerticle(
                    new Listener("127.0.0.1", 0),
                    List.of(new AdminToken(AdminToken.SHARED, Role.ADMIN, KeyCommand.hash(TestNode.TOKEN))),
                    new NoTraces(),
                    new Admin(
                            control,
                            new NoBudgets(),
                            features.reviews(),
                            NoReplays::text,
                            NoReplays::replay,
                            NoReplays::replay,
                            features.alerts(),
                            Webhooks.NONE,
                            config,
                            features,
                            InstantSource.system(),
                            () -> "salt",
                            () -> "secret"));
            TestNode.await(vertx.deployVerticle(verticle));
            String admin = "--admin=http://127.0.0.1:" + verticle.port();
            String token = "--token=" + TestNode.TOKEN;

            assertThat(execute("export", dir.toString(), admin, token)).isZero();
            copyNode(files);
            assertThat(execute("apply", dir.toString(), "--dry-run", admin, token))
                    .isZero();
            // Once more with decisions instead of files on the node's side.
            assertThat(execute("apply", dir.toString(), "--reason=r", "--actor=a", admin, token))
                    .isZero();
            assertThat(execute("export", dir.toString(), admin, token)).isZero();
            assertThat(execute("apply", dir.toString(), "--dry-run", admin, token))
                    .isZero();

        } finally {
            TestNode.await(vertx.close());
        }
    }

    /** All but what was exported. */
    private void copyNode(Path files) throws IOException {
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path path = files.relativize(file);
                if (!List.of("routes", "prompts", "contracts")
                        .contains(path.getName(0).toString())) {
                    Files.createDirectories(dir.resolve(path).toAbsolutePath().getParent());
                    Files.copy(file, dir.resolve(path));
                }
            }
        }
    }

    private static int execute(String... words) {
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(words[0])
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(err, true));
        return line.execute(words);
    }
}
