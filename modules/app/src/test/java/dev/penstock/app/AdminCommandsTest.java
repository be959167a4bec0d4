package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.control.Admin;
import dev.penstock.control.AdminVerticle;
import dev.penstock.core.Dialect;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Role;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Precondition;
import dev.penstock.gateway.Snapshot;
import dev.penstock.reviews.Opened;
import dev.penstock.reviews.Opening;
import dev.penstock.reviews.ReviewKind;
import dev.penstock.reviews.ReviewVerticle;
import dev.penstock.reviews.Reviews;
import dev.penstock.reviews.Story;
import dev.penstock.testkit.MemoryControlPlane;
import dev.penstock.webhooks.Webhooks;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands of operators, against a real admin plane. */
class AdminCommandsTest {
    private static final String WHY = "--reason=because";
    private static final String SECOND = "pt-second-of-the-tests";

    @TempDir
    private Path dir = Path.of(".");

    private final Vertx vertx = Vertx.vertx();
    private final MemoryControlPlane control = new MemoryControlPlane(InstantSource.system());
    private int port;
    private @Nullable Reviews reviews;

    /** What a command did. */
    private record Ran(int exit, String out, String err) {
        JsonNode json() {
            return TestNode.json(out);
        }
    }

    @BeforeEach
    void start() throws IOException {
        write("penstock.yaml", """
            node: node-a
            open: true
            providers:
              openai: {dialect: openai, base_url: "https://llm.example/v1", credential: "${file:/of/the/node/only}"}
            targets:
              small: {provider: openai, model: small-1}
              large: {provider: openai, model: large-1}
            """);
        write("routes/assistant.yaml", "purpose: Answers\ntargets: [small]\n");
        write("routes/support.yaml", "purpose: Supports\ntargets: [large]\nprompt: support@1\n");
        write("prompts/support.md", "---\nname: support\nversion: 1\n---\nBe brief.\n");
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
        ReviewVerticle verticle = (ReviewVerticle) node.reviews();
        TestNode.await(vertx.deployVerticle(verticle));
        reviews = verticle;
        AdminVerticle plane = new AdminVerticle(
                new Listener("127.0.0.1", 0),
                List.of(
                        new AdminToken(AdminToken.SHARED, Role.ADMIN, KeyCommand.hash(TestNode.TOKEN)),
                        new AdminToken("second", Role.ADMIN, KeyCommand.hash(SECOND))),
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
    }

    @AfterEach
    void stop() {
        TestNode.await(vertx.close());
    }

    @Test
    void killsAreSetListedAndLifted() {
        Ran killed = run("kill", "route", "support", WHY, "--for", "30m", "--cut", "--public-reason", "Back soon");
        assertThat(killed.exit()).isZero();
        assertThat(killed.out())
                .contains("Stopped: route 'support', with what was under way, until 2")
                .contains("In effect on node-a after 2 ms; on disk at 3 of 3 voters.");
        assertThat(killed.err()).isEmpty();

        Ran listed = run("kills");
        assertThat(listed.out().lines().findFirst().orElse("")).startsWith("SCOPE  KEY      IN FLIGHT");
        assertThat(listed.out()).contains("route  support  cut").contains("because");

        assertThat(run("lift", "route", "support", WHY).out()).contains("Lifted: route 'support', 1 kill.");
        assertThat(run("kills").out()).contains("Nothing is stopped.");
        Ran again = run("lift", "route", "support", WHY);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("Not found (404)").contains("No kill is in effect");
    }

    @Test
    void aNameThatNobodyKnowsIsWarnedOfOnStandardError() {
        Ran killed = run("kill", "model", "meta/small", WHY, "--json");

        assertThat(killed.exit()).isZero();
        assertThat(killed.json().path("key").asText()).isEqualTo("meta/small");
        assertThat(killed.err()).startsWith("warning: This node knows no model 'meta/small'");
    }

    @Test
    void anErrorIsToldInTheWordsOfTheNode() {
        Ran killed = run("kill", "rout", "support", WHY);

        assertThat(killed.exit()).isEqualTo(1);
        assertThat(killed.out()).isEmpty();
        assertThat(killed.err()).contains("Bad fields (400)").contains("scope is rout, expected one of global, route");
        assertThat(TestNode.json(run("kill", "rout", "support", WHY, "--json").err())
                        .path("status")
                        .asInt())
                .isEqualTo(400);
        assertThat(control.submitted()).isEmpty();
    }

    @Test
    void withoutAMajorityALiftSaysThatNothingChanged() {
        run("kill", "global", "all", WHY);
        control.loseMajority();
        Ran lifted = run("lift", "global", "all", WHY);

        assertThat(lifted.exit()).isEqualTo(1);
        assertThat(lifted.err()).contains("No majority (503)").contains("Nothing has changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill route support",
                "kill route --reason=r",
                "lift route support",
                "rollback support",
                "canary support --share 5",
                "canary support --release 2 --reason=r",
                "canary support --end --share 5 --reason=r",
                "shadow support --concurrency 5 --reason=r",
                "releases",
                "releases support activate 1",
                "audit --follow --kind kill",
                "trigger add t kill route --reason=r",
                "trigger add t rollback support --cut --reason=r",
                "trigger revoke t",
                "approve a1",
                "policy set",
                "apply DIR"
            })
    void wrongUsageIsToldAndAsksNobody(String line) {
        Ran ran = run(line.split(" ", -1));

        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains("--help' says how to use it.");
        assertThat(ran.err().lines()).hasSizeLessThan(4);
        assertThat(control.submitted()).isEmpty();
    }

    @Test
    void triggersAreAddedListedAndRevoked() {
        Ran added = run("trigger", "add", "refusals", "kill", "route", "support", "--for", "30m", "--cut", WHY);
        assertThat(added.exit()).as(added.err()).isZero();
        assertThat(added.out()).contains("Trigger 'refusals' fires with: POST /admin/v1/fire/secret");
        assertThat(run("trigger", "add", "slow", "rollback", "support", WHY).exit())
                .isZero();

        assertThat(run("trigger", "list").out())
                .containsPattern("refusals +\\{\"kill\".*\"inflight\":\"cut\",\"in\":\"1800000ms\"")
                .contains("slow      {\"withdraw\":{\"route\":\"support\"}}")
                .doesNotContain("secret");
        assertThat(run("trigger", "revoke", "slow", WHY).out()).contains("Revoked: trigger 'slow'.");
        assertThat(run("trigger", "list").out()).doesNotContain("slow");
    }

    @Test
    void rulesAreListedKeptAndRevoked() throws IOException {
        assertThat(run("rules").out()).contains("There is no rule.");
        HealingRule rule = new HealingRule("small", null, new Signature.ModelGone(), new RuleAction.AskLast());
        control.decide(
                new Command.KeepRule(new KeptRule(rule.id(), rule, true, null), List.of()),
                new Author("ann", "so"),
                new Precondition.None());

        assertThat(run("rules").out())
                .containsPattern(rule.id() + " +kept +0 +0 .*target small: its provider does not know the model");
        assertThat(run("rules", "revoke", rule.id(), WHY).out())
                .contains("Revoked: target small: its provider does not know the model, so ask it last.");
        assertThat(run("rules").out()).containsPattern(rule.id() + " +revoked");
        assertThat(run("rules", "keep", rule.id(), "--route", "support", "--for", "24h", WHY)
                        .out())
                .contains("Kept: target small, route support: its provider");
        Ran unknown = run("rules", "revoke", "0123456789ab", WHY);
        assertThat(unknown.exit()).isNotZero();
        assertThat(unknown.err()).contains("There is no rule '0123456789ab'");
    }

    @Test
    void aPolicyIsSetFromAFileAndShownInTheSameForm() throws IOException {
        Path file = Files.writeString(dir.resolve("policy.yaml"), """
            four_eyes: []
            freezes:
              - {name: sale, from: 2026-11-27T00:00:00Z, to: 2026-12-01T00:00:00Z, routes: [support]}
            """);
        Ran set = run("policy", "set", file.toString(), WHY);
        assertThat(set.exit()).as(set.err()).isZero();
        assertThat(set.out()).contains("\"sale\"").contains("In effect on node-a");

        Path shown = Files.writeString(
                dir.resolve("shown.json"), run("policy", "show").out());
        assertThat(run("policy", "set", shown.toString(), WHY).out()).contains("It was so already");
        Files.writeString(file, "just words");
        assertThat(run("policy", "set", file.toString(), WHY).err()).contains("holds no policy");
    }

    @Test
    void aWriteThatNeedsTwoIsToldAndApprovedByAnother() {
        Policy policy = new Policy(List.of("lift"), List.of());
        control.submit(new Command.SetPolicy(policy), new Author("ann", "r"))
                .toCompletableFuture()
                .join();
        run("kill", "route", "support", WHY);
        Ran lift = run("lift", "route", "support", WHY);
        assertThat(lift.exit()).isZero();
        assertThat(lift.out()).contains("Not carried out: it waits for a second person until 2");
        String id = run("approvals", "--json").json().at("/approvals/0/id").asText();
        assertThat(lift.out()).contains("penstock approve " + id);
        assertThat(run("approvals").out()).contains(id).contains("lift").contains("because");

        assertThat(run("approve", id, WHY).err()).contains("Needs another (403)");
        Ran approved =
                execute("approve", id, WHY, "--actor=ben", "--token=" + SECOND, "--admin=http://127.0.0.1:" + port);
        assertThat(approved.out()).contains("Approved: lift.").contains("In effect on node-a");
        assertThat(run("kills").out()).contains("Nothing is stopped.");
        assertThat(run("approvals").out()).contains("Nothing waits for approval.");
        assertThat(run("audit", "--kind", "lift").out())
                .containsPattern("lift +- +effective +ann +admin +second +because")
                .contains("records are whole.");

        run("kill", "route", "support", WHY);
        run("lift", "route", "support", WHY);
        String other = run("approvals", "--json").json().at("/approvals/0/id").asText();
        assertThat(run("approve", other, "--withdraw", WHY).out()).contains("Taken back: lift.");
    }

    @Test
    void whatIsDecidedIsFollowed() {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine("audit").setOut(new PrintWriter(out, true));
        Thread follower = Thread.startVirtualThread(() -> line.execute(
                "audit", "--follow", "--json", "--token=" + TestNode.TOKEN, "--admin=http://127.0.0.1:" + port));
        Eventually.that("it follows", () -> out.toString().contains("revision"));
        run("kill", "route", "support", WHY);

        Eventually.that("the kill is told", () -> out.toString().contains("because"));
        follower.interrupt();
        Eventually.that("it ends", () -> !follower.isAlive());
    }

    @Test
    void aNodeThatIsNotThereAndAWrongTokenAreTold() {
        Ran nobody = execute("kills", "--admin", "http://127.0.0.1:1", "--token", "t");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("No answer from http://127.0.0.1:1").contains("--admin");

        Ran stranger = execute("kills", "--admin", "http://127.0.0.1:" + port, "--token", "wrong");
        assertThat(stranger.exit()).isEqualTo(1);
        assertThat(stranger.err()).contains("Not authenticated (401)").doesNotContain("wrong");
    }

    @Test
    void theTokenMayStandInAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), TestNode.TOKEN + "\n");

        assertThat(execute("kills", "--admin", "http://127.0.0.1:" + port, "--token-file", file.toString())
                        .exit())
                .isZero();
    }

    @Test
    void releasesArePublishedShownComparedActivatedAndTakenBack() throws IOException {
        Path file = Files.writeString(dir.resolve("new.yaml"), "purpose: Supports\ntargets: [small]\n");
        Ran published = run("releases", "support", "publish", file.toString(), WHY);
        assertThat(published.out())
                .contains("Route 'support' has it as release 2 (")
                .contains("targets  order: [\"large\"] -> [\"small\"]")
                .contains("prompt  template: \"Be brief.\" -> (not set)");

        assertThat(run("releases", "support").out())
                .contains("RELEASE  ID")
                .containsPattern("1 +[0-9a-f]{12} +current")
                .containsPattern("2 +[0-9a-f]{12} +idle");
        assertThat(run("releases", "support", "diff", "1", "2").out()).contains("targets  order");
        assertThat(TestNode.json(run("releases", "support", "show", "2").out())
                        .at("/targets/0/model")
                        .asText())
                .isEqualTo("small-1");
        assertThat(run("releases", "support", "activate", "2", WHY).out()).contains("serves release 2 (");
        Ran back = run("rollback", "support", WHY);
        assertThat(back.out())
                .contains("Withdrawn from route 'support': release 2 (")
                .contains("It serves release 1 (");
        assertThat(run("releases", "support", "activate", "2", WHY).exit()).isEqualTo(1);
        assertThat(run("releases", "support", "activate", "2", WHY, "--lift-withdraws")
                        .exit())
                .isZero();
    }

    @Test
    void canariesAndShadowsAreSetShownAndEnded() throws IOException {
        Path file = Files.writeString(dir.resolve("new.yaml"), "purpose: Supports\ntargets: [small]\n");
        run("releases", "support", "publish", file.toString(), WHY);

        assertThat(run("canary", "support").out()).contains("Canary of route 'support': -.");
        run("canary", "support", "--release", "2", "--share", "0.5", "--sticky", "header:x-user", WHY);
        assertThat(run("canary", "support").out()).contains("0.5 % to 2 (").contains("sticky by header:x-user");
        run("canary", "support", "--share", "25", WHY);
        assertThat(run("canary", "support", "--json").json().at("/canary/share").asText())
                .isEqualTo("25");
        run("shadow", "support", "--release", "2", "--share", "100", "--concurrency", "9", WHY);
        assertThat(run("shadow", "support").out()).contains("100 % to 2 (").contains("9 at once");
        Ran status = run("status");
        assertThat(status.out())
                .contains("node-a  yes")
                .contains("Voters that are not there: [\"node-c\"]; a majority is.")
                .containsPattern("support +1 \\([0-9a-f]{12}\\) +25 % to 2 \\([0-9a-f]{12}\\) +100 % to 2")
                .containsPattern("assistant +[0-9a-f]{12} \\(of the files\\) +- +-")
                .contains("Nothing is stopped.");
        run("canary", "support", "--end", WHY);
        run("shadow", "support", "--end", WHY);
        assertThat(run("canary", "support", "--json").json().path("canary").isNull())
                .isTrue();
        assertThat(control.state().route("support").shadow()).isNull();
    }

    @Test
    void applyShowsWhatWouldChangeAndThenChangesIt() throws IOException {
        Ran nothing = run("apply", dir.toString(), "--dry-run");
        assertThat(nothing.out()).contains("0 would change, 2 as they were.");
        assertThat(nothing.exit()).isZero();

        write("prompts/support@2.md", "---\nname: support\nversion: 2\n---\nBe kind.\n");
        write(
                "routes/support.yaml",
                "purpose: Supports\ntargets: [large]\nprompt: support@2\nsampling: {temperature: 0.5}\n");
        write("routes/assistant.yaml", "purpose: Answers\ntargets: [small, large]\n");
        write("routes/fresh.yaml", "purpose: New\ntargets: [small]\n");
        Ran dry = run("apply", dir.toString(), "--dry-run");
        assertThat(dry.exit()).isEqualTo(3);
        assertThat(dry.out())
                .contains("route 'assistant': 1 variable changes: targets\n"
                        + "  targets  order: [\"small\"] -> [\"small\",\"large\"]")
                .contains("route 'fresh':")
                .contains("route 'support': 2 variables change: prompt, parameters\n")
                .contains("3 would change, 0 as they were.");
        assertThat(run("apply", dir.toString(), "--dry-run", "--json")
                        .json()
                        .at("/changed/2/variables")
                        .asInt())
                .isEqualTo(2);
        assertThat(control.submitted()).isEmpty();

        Ran applied = run("apply", dir.toString(), WHY);
        assertThat(applied.exit()).isZero();
        assertThat(applied.out())
                .contains("route 'assistant' serves release 2 (")
                .contains("route 'fresh' serves release 1 (")
                .contains("3 changed, 0 as they were.");
        assertThat(applied.err()).contains("1/3 route 'assistant'").contains("2/3 route 'fresh'");
        assertThat(run("apply", dir.toString(), WHY, "--json").json().path("changed"))
                .isEmpty();
        assertThat(control.submitted()).hasSize(5);
    }

    @Test
    void applyChangesNothingIfTheNodeRefusesAnyOfIt() throws IOException {
        write("routes/assistant.yaml", "purpose: Answers\ntargets: [large]\n");
        run("apply", dir.toString(), WHY);
        run("rollback", "assistant", WHY);
        int written = control.submitted().size();
        write("routes/support.yaml", "purpose: Supports\ntargets: [small]\n");
        Ran refused = run("apply", dir.toString(), WHY);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("route 'assistant': Conflict (409)")
                .contains("was withdrawn")
                .contains("Nothing was changed.");
        assertThat(control.submitted()).hasSize(written);
    }

    @Test
    void applySaysHowFarItCame() throws IOException {
        write("routes/assistant.yaml", "purpose: Answers\ntargets: [large]\n");
        control.loseMajority();
        Ran stopped = run("apply", dir.toString(), WHY);

        assertThat(stopped.exit()).isEqualTo(1);
        assertThat(stopped.err())
                .contains("route 'assistant': No majority (503)")
                .contains("Changed before that: nothing; not changed: assistant.");
    }

    @Test
    void applyOfABadDirectoryTellsItsMistakes() throws IOException {
        write("routes/assistant.yaml", "purpose: Answers\ntargets: [smal]\n");
        Ran bad = run("apply", dir.toString(), WHY);

        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.err()).contains("routes/assistant.yaml:2").contains("small");
    }

    @Test
    void whatIsExportedIsWhatIsServedAndNothingIsWrittenOver() throws IOException {
        Path other = dir.resolve("export");
        Ran exported = run("export", other.toString());
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.out()).contains("routes/support.yaml").contains("prompts/support@1.md");
        assertThat(run("export", other.toString()).out()).contains("All files were as they should be.");

        Files.copy(dir.resolve("penstock.yaml"), other.resolve("penstock.yaml"));
        assertThat(run("apply", other.toString(), "--dry-run").out()).contains("0 would change, 2 as they were.");

        Files.writeString(other.resolve("routes/support.yaml"), "mine");
        Files.delete(other.resolve("routes/assistant.yaml"));
        Ran refused = run("export", other.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("routes/support.yaml").contains("--force");
        assertThat(other.resolve("routes/support.yaml")).hasContent("mine");
        assertThat(other.resolve("routes/assistant.yaml")).doesNotExist();

        assertThat(run("export", other.toString(), "--force").exit()).isZero();
        assertThat(other.resolve("routes/support.yaml")).content().contains("support@1");
    }

    @Test
    void aTokenIsPrintedOnceWithItsHash() {
        Ran created = execute("token", "create");
        String token = created.out().lines().findFirst().orElse("").replaceFirst(".*: ", "");

        assertThat(token).hasSizeGreaterThan(40);
        assertThat(created.out()).contains("token_hash: \"" + KeyCommand.hash(token) + "\"");
    }

    @Test
    void aTokenOfSomebodyHasANameAndARole() {
        Ran created = execute("token", "create", "--name", "ci", "--role", "operator");
        String token = created.out().lines().findFirst().orElse("").replaceFirst(".*: ", "");

        assertThat(created.out())
                .endsWith("admin:\n  tokens:\n    - name: ci\n      role: operator\n      hash: \""
                        + KeyCommand.hash(token) + "\"\n");
        assertThat(execute("token", "create", "--name", "ci", "--role", "boss").err())
                .contains("--role is 'boss', expected one of viewer, operator, admin");
        assertThat(execute("token", "create", "--name", "ci").exit()).isEqualTo(2);
    }

    @Test
    void reviewsAreListedShownClaimedAndResolved() {
        assertThat(run("reviews", "list").out()).contains("There is no such review.");
        String id = open();
        Ran listed = run("reviews", "list", "--status", "open", "--kind", "escalation", "--limit", "1");
        assertThat(listed.out()).contains(id).contains("schema").contains("Missing are those of node-b, node-c.");

        assertThat(run("reviews", "claim", id, WHY).out()).contains("is claimed by ann until ");
        assertThat(run("reviews", "release", id, WHY).out()).contains("is open.");
        assertThat(run("reviews", "resolve", id, "approve", WHY).err())
                .contains("decision is approve, expected answer or reject: it is an escalation");
        assertThat(run("reviews", "resolve", id, "edit", "--call", "pay", WHY).err())
                .contains("--call is 'pay', expected TOOL={...} with a JSON object");
        assertThat(run("reviews", "resolve", id, "edit", "--call", "pay={\"euros\":5}", WHY)
                        .err())
                .contains("decision is edit, expected answer or reject");
        assertThat(run("reviews", "resolve", id, "answer", "--text", "Forty-two.", WHY)
                        .out())
                .contains("is resolved: answer by ann.");
        assertThat(run("reviews", "resolve", id, "answer", "--text", "Forty-two.", WHY)
                        .out())
                .contains("It was so already");

        assertThat(run("reviews", "show", id).out())
                .contains("(escalation of route 'support') is resolved: answer by ann.")
                .contains("claim by ann: because")
                .contains("\"model\" : \"support\"")
                .contains("Forty-two.");
    }

    private String open() {
        Opened opened = Objects.requireNonNull(reviews)
                .open(new Opening(
                        ReviewKind.ESCALATION,
                        "support",
                        "38ef1c4b50b7",
                        "t-1",
                        null,
                        Dialect.OPENAI,
                        List.of("schema"),
                        new Story("{\"model\":\"support\"}", null, "no number", "{}", null),
                        Duration.ofDays(7)))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertThat(opened).isInstanceOf(Opened.Stored.class);
        return ((Opened.Stored) opened).id();
    }

    @Test
    void theActorIsTheUserUnlessSaid() {
        run("kill", "global", "all", WHY, "--actor", "ci");

        assertThat(control.state().kills().values())
                .singleElement()
                .satisfies(kill -> assertThat(kill.record().author().actor()).isEqualTo("ci"));
        assertThat(control.submitted()).singleElement().isInstanceOf(Command.Kill.class);
    }

    @Test
    void textOfOthersCannotMoveTheCursor() {
        run("kill", "global", "all", "--reason", "a\u001b[2Jb\u202Ec", "--actor", "ci");

        assertThat(run("kills").out())
                .contains("a [2Jb c")
                .doesNotContain("\u001b")
                .doesNotContain("\u202E");
    }

    private Ran run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!all.contains("--actor") && (all.contains(WHY) || all.contains("--reason=r"))) {
            all.addAll(List.of("--actor", "ann"));
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
