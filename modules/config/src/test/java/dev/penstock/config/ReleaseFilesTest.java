package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseFilesTest {
    private final Path dir;

    ReleaseFilesTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void whatIsWrittenLoadsBackEqual() {
        assertLoadsBack(Contents.ALL);
    }

    @Test
    void anyTextLoadsBackEqual() {
        List<ReleaseContent> contents = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            contents.add(Contents.saying("saying" + i, Contents.text(random)));
        }
        assertLoadsBack(contents);
    }

    @Test
    void aFileIsWhatAnOperatorWouldWrite() {
        Map<String, String> files = ReleaseFiles.files(List.of(Contents.CHEAPEST, Contents.EVERYTHING));
        assertThat(files)
                .containsOnlyKeys(
                        "contracts/ticket.json",
                        "prompts/team-support@3.md",
                        "routes/all.yaml",
                        "routes/team-cheap-1.yaml");
        assertThat(files).containsEntry("routes/team-cheap-1.yaml", """
            route: "team/cheap:1"
            purpose: "Answers"
            targets:
            - "mini"
            deadlines:
              connect: "5000ms"
              first_token: "60000ms"
              between_tokens: "30000ms"
              answer: "120000ms"
              total: "600000ms"
            router:
              policy: "cheapest-that-fits"
              expected_output_tokens: 800
            healing:
              retries: 1
              longest_wait: "2000ms"
              midstream: "continue"
            """);
        assertThat(files.get("prompts/team-support@3.md")).startsWith("""
            ---
            name: "team/support"
            version: 3
            ---
            ---
            You help\
            """).endsWith(" \\n\n");
        assertThat(files).containsEntry("contracts/ticket.json", "{ \"type\":\n \"object\" }\n");
    }

    @Test
    void namesThatWouldBeOneFileGetTwo() {
        List<ReleaseContent> contents = List.of(
                named("a/b", "p/q"),
                named("a-b", "p-q"),
                named("A-B", "p:q"),
                named("a:b", "P-q"),
                named("a-b-2", null));
        assertThat(ReleaseFiles.files(contents))
                .containsOnlyKeys(
                        "routes/A-B.yaml",
                        "routes/a-b-2.yaml",
                        "routes/a-b-2-2.yaml",
                        "routes/a-b-3.yaml",
                        "routes/a-b-4.yaml",
                        "prompts/P-q@1.md",
                        "prompts/p-q@1-2.md",
                        "prompts/p-q@1-3.md",
                        "prompts/p-q@1-4.md");
        assertLoadsBack(contents);
    }

    @Test
    void whatRoutesShareIsWrittenOnce() {
        List<ReleaseContent> contents = List.of(named("a", "p"), named("b", "p"));
        assertThat(ReleaseFiles.files(contents)).containsOnlyKeys("routes/a.yaml", "routes/b.yaml", "prompts/p@1.md");
        assertLoadsBack(contents);
    }

    @Test
    void whatNoFilesCanSayIsRefusedAllAtOnce() {
        ReleaseContent one = with("one", Contents.MINI, "Be kind.", "ticket", "{}");
        Target other = new Target("mini", "openai", "gpt-other", null, 4_096, null);
        ReleaseContent two = with("two", other, "Be brief.", "ticket", "true");
        assertThatThrownBy(() -> ReleaseFiles.files(List.of(two, one, one)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no files can say this: route 'one' is here more than once; target 'mini' of route 'two' is"
                        + " not that of a route before it; prompt 'p@1' of route 'two' is not that of a route"
                        + " before it; contract 'ticket' of route 'two' is not that of a route before it");
        assertThatThrownBy(() -> ReleaseFiles.files(List.of(with("x", Contents.MINI, "Hello\n", "a/b", "{\r\n}"))))
                .hasMessage("no files can say this: prompt 'p@1' has line breaks that a file would lose; contract 'a/b'"
                        + " cannot be the name of a file; contract 'a/b' has line breaks that a file would lose");
        assertThatThrownBy(() -> ReleaseFiles.files(List.of(with("x", Contents.MINI, "Hello\r", "c", "{}"))))
                .hasMessageContaining("prompt 'p@1' has line breaks");
    }

    private static ReleaseContent named(String route, @Nullable String prompt) {
        return new ReleaseContent(
                Contents.route(route, prompt == null ? null : prompt + "@1", null, RouterPolicy.FIXED),
                List.of(Contents.MINI),
                prompt == null ? null : new Prompt(prompt, 1, new PromptTemplate("You are " + prompt)),
                null);
    }

    private static ReleaseContent with(String route, Target target, String template, String contract, String schema) {
        return new ReleaseContent(
                Contents.route(route, "p@1", contract, RouterPolicy.FIXED),
                List.of(target),
                new Prompt("p", 1, new PromptTemplate(template)),
                new Contract(contract, schema));
    }

    private void assertLoadsBack(List<ReleaseContent> contents) {
        ConfigDir config = new ConfigDir()
                .remove("routes/support.yaml")
                .remove("prompts/support.md")
                .remove("contracts/ticket.json")
                .add(
                        "penstock.yaml",
                        "  team/large: { provider: openai, model: 'gpt \"large\"', context_window: 128000,"
                                + " default_max_tokens: 2048 }\n");
        ReleaseFiles.files(contents).forEach(config::put);
        Loaded loaded = config.load(dir);
        assertThat(loaded).as(() -> Report.of(loaded)).isInstanceOf(Loaded.Good.class);
        NodeConfig read = ((Loaded.Good) loaded).config();
        assertThat(read.routes()).hasSameSizeAs(contents);
        assertThat(contents)
                .allSatisfy(content -> assertThat(ReleaseContent.of(
                                read,
                                Objects.requireNonNull(
                                        read.routes().get(content.route().name()))))
                        .isEqualTo(content));
    }
}
