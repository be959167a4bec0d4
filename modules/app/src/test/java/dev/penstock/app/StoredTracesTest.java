package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node stores of its requests, and how operators find it. */
class StoredTracesTest {
    private static final String BODY = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static String ask(TestNode node, String route) {
        HttpResponse<String> answer = node.post("/v1/chat/completions", BODY.formatted(route));
        return TestNode.header(answer, "x-penstock-trace");
    }

    private static List<String> listed(TestNode node, String query) {
        JsonNode answer = TestNode.json(node.admin("/admin/v1/traces" + query).body());
        List<String> ids = new ArrayList<>();
        answer.path("traces").forEach(trace -> ids.add(trace.path("trace").asText()));
        return ids;
    }

    private static Setup setup(Path dir) {
        return Setup.bothDialects()
                .dataDir(dir)
                .route("healed", "openai/sim-small!server-error", "openai/sim-small")
                .route("plain", "openai/sim-small");
    }

    @Test
    void aTraceIsFoundByWhatItIsAndAfterAStartOfTheNode(@TempDir Path dir) {
        String healed;
        String plain;
        try (TestNode node = TestNode.start(setup(dir))) {
            healed = ask(node, "healed");
            plain = ask(node, "plain");
            Eventually.that("both are stored", () -> listed(node, "").equals(List.of(plain, healed)));

            assertThat(listed(node, "?outcome=pass")).containsExactly(plain);
            assertThat(listed(node, "?route=healed&diagnosis=server_error")).containsExactly(healed);
            assertThat(listed(node, "?to=2026-01-01T00:00:00Z")).isEmpty();
            JsonNode story = node.trace(plain);
            String answer = story.at("/attempts/0/answer_id").asText();
            assertThat(listed(node, "?answer=" + URLEncoder.encode(answer, UTF_8)))
                    .containsExactly(plain);
            assertThat(run(node, "--outcome", "fallback")).contains(healed).doesNotContain(plain);
            assertThat(node.metric("penstock_traces_stored_total")).isGreaterThanOrEqualTo(2);
        }
        assertThat(dir.resolve("traces")).isDirectoryContaining("glob:**.db");

        try (TestNode node = TestNode.start(setup(dir))) {
            assertThat(listed(node, "?route=healed")).containsExactly(healed);
            assertThat(node.trace(plain).path("route").asText()).isEqualTo("plain");
        }
    }

    @Test
    void whatEndsFromNowOnIsFollowed(@TempDir Path dir) throws InterruptedException {
        try (TestNode node = TestNode.start(setup(dir))) {
            String before = ask(node, "plain");
            Eventually.that("it is stored", () -> listed(node, "").equals(List.of(before)));
            StringWriter out = new StringWriter();
            Thread following = Thread.ofPlatform()
                    .daemon()
                    .start(() -> Main.commandLine("traces")
                            .setOut(new PrintWriter(out, true))
                            .setErr(new PrintWriter(Writer.nullWriter()))
                            .execute(
                                    "traces",
                                    "--follow",
                                    "--outcome=fallback",
                                    "--admin=http://127.0.0.1:" + node.node().adminPort(),
                                    "--token=" + TestNode.TOKEN));
            try {
                // Asked again and again, for nobody can say when the command has begun to look.
                List<String> asked = new ArrayList<>();
                Eventually.that("a new one is told", () -> {
                    asked.add(ask(node, "healed"));
                    return asked.stream().anyMatch(out.toString()::contains);
                });
                ask(node, "plain");
                String last = ask(node, "healed");
                Eventually.that("and the next", () -> out.toString().contains(last));
                List<String> lines = out.toString().lines().toList();
                assertThat(lines).allMatch(line -> line.contains("  healed  fallback  200  "));
                assertThat(lines).doesNotHaveDuplicates();
            } finally {
                following.interrupt();
                following.join(5_000);
            }
        }
    }

    @Test
    void aBadFilterIsToldWithItsFieldItsValueAndWhatWasExpected(@TempDir Path dir) {
        try (TestNode node = TestNode.start(setup(dir))) {
            HttpResponse<String> answer = node.admin("/admin/v1/traces?outcome=good&min_ms=fast&limit=20");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("outcome", "good", "one of pass, retry", "min_ms", "fast");
        }
    }

    /** The directory of the traces is a file: no disk that is full is worse. */
    @Test
    void aStoreThatCannotBeWrittenFailsNoRequestAndIsToldOf(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("traces"), "in the way");
        try (TestNode node = TestNode.start(setup(dir))) {
            for (int i = 0; i < 50; i++) {
                HttpResponse<String> answer = node.post("/v1/chat/completions", BODY.formatted("plain"));
                assertThat(answer.statusCode()).isEqualTo(200);
            }
            Eventually.that("the alarm", () -> node.metric("penstock_traces_store_failing") == 1);
            String last = ask(node, "plain");
            assertThat(node.trace(last).path("outcome").asText()).isEqualTo("pass");
            JsonNode listed = TestNode.json(node.admin("/admin/v1/traces").body());
            assertThat(listed.path("silent")).extracting(JsonNode::asText).containsExactly(Setup.NODE);

            Files.delete(dir.resolve("traces"));
            Eventually.that("it is used again", () -> {
                String id = ask(node, "plain");
                return !listed(node, "").isEmpty() && !id.isEmpty();
            });
            assertThat(node.metric("penstock_traces_store_failing")).isZero();
        }
    }

    private static String run(TestNode node, String... more) {
        StringWriter out = new StringWriter();
        List<String> words = new ArrayList<>(List.of("traces"));
        words.addAll(List.of(more));
        words.addAll(List.of("--admin=http://127.0.0.1:" + node.node().adminPort(), "--token=" + TestNode.TOKEN));
        int exit = Main.commandLine("traces").setOut(new PrintWriter(out, true)).execute(words.toArray(String[]::new));
        assertThat(exit).isZero();
        return out.toString();
    }
}
