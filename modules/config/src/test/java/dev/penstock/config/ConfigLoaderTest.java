package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.DatabaseConfig;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Role;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.RouterPolicy.CheapestThatFits;
import dev.penstock.core.config.RouterPolicy.Rule;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.TracePolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final Path VALID = Path.of("src/test/resources/valid");

    private final Loaded loaded = ConfigLoader.load(VALID, Map.of("OPENAI_API_KEY", "not-a-real-key")::get);

    @Test
    void everyKeyOfTheNodeArrivesInItsRecord() {
        NodeConfig config = config();
        assertThat(config.node()).isEqualTo("berlin-1");
        assertThat(config.data()).isEqualTo(new Listener("127.0.0.1", 8080));
        assertThat(config.admin()).isEqualTo(new Listener("::1", 8081)).hasToString("[::1]:8081");
        assertThat(config.operations()).isEqualTo(new Listener("localhost", 8082));
        assertThat(config.adminTokens())
                .extracting(AdminToken::name, AdminToken::role)
                .containsExactly(tuple("admin", Role.ADMIN), tuple("ci", Role.OPERATOR));
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(
                        "shop-gateway",
                        new Listener("fd00::1", 5801),
                        new Listener("10.0.0.1", 5901),
                        List.of("10.0.0.1:5701", "[fd00::2]:5801", "other.example.com:5702"),
                        null,
                        List.of("berlin-1", "berlin-2", "munich"),
                        List.of(new SecretRef.File("cluster.key"), new SecretRef.File("old-cluster.key"))));
        assertThat(config.dataDir())
                .isEqualTo(Path.of("src/test/resources/journal").toAbsolutePath());
        assertThat(config.open()).isFalse();
        assertThat(config.traces()).isEqualTo(TracePolicy.ofLatest(5_000));
        assertThat(config.keys()).extracting(CallerKey::name).containsExactly("shop", "batch");
        assertThat(config.keys().get(0).routes()).containsExactlyInAnyOrder("support", "team/draft");
        assertThat(config.keys().get(1).routes()).isNull();
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        20_971_520,
                        32_768,
                        500,
                        1_048_576,
                        67_108_864,
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(500)));
    }

    @Test
    void aClusterNeedsToBeToldLittle(@TempDir Path dir) {
        NodeConfig config = config(new ConfigDir()
                .add(
                        "penstock.yaml",
                        "node: a\ncluster: { bind: 10.0.0.1, kubernetes_service: members, voters: [a],"
                                + " keys: [\"${file:cluster.key}\"] }\n")
                .load(dir));
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(
                        "penstock",
                        new Listener("10.0.0.1", 5701),
                        new Listener("10.0.0.1", 5702),
                        List.of(),
                        "members",
                        List.of("a"),
                        List.of(new SecretRef.File("cluster.key"))));
    }

    @Test
    void whatDiffersFromNodeToNodeMayComeFromTheEnvironment(@TempDir Path dir) {
        String files = """
            node: "${env:POD_NAME}"
            listen: { data: "${env:POD_IP}:${env:PORT}", admin: "[${env:POD_IP6}]:8081", operations: "${env:POD_IP}:8082" }
            cluster:
              bind: "${env:POD_IP}"
              event_bus: "${env:POD_IP}:5800"
              join: [a]
              voters: [penstock-0]
              keys: ["${env:CLUSTER_KEY}"]
            data_dir: "${env:DATA}/${env:POD_NAME}"
            """;
        Map<String, String> environment = Map.of(
                "KEY", "not-a-real-key",
                "CLUSTER_KEY", "a key of a cluster, for tests only",
                "POD_NAME", "penstock-0",
                "POD_IP", "10.0.0.7\n",
                "POD_IP6", "fd00::7",
                "PORT", "9080",
                "DATA", "/var/lib/$1");
        NodeConfig config = config(new ConfigDir().add("penstock.yaml", files).load(dir, environment));
        assertThat(config.node()).isEqualTo("penstock-0");
        assertThat(config.data()).isEqualTo(new Listener("10.0.0.7", 9080));
        assertThat(config.admin()).isEqualTo(new Listener("fd00::7", 8081));
        assertThat(config.operations()).isEqualTo(new Listener("10.0.0.7", 8082));
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(
                        "penstock",
                        new Listener("10.0.0.7", 5701),
                        new Listener("10.0.0.7", 5800),
                        List.of("a:5701"),
                        null,
                        List.of("penstock-0"),
                        List.of(new SecretRef.Env("CLUSTER_KEY"))));
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/$1/penstock-0"));
    }

    @Test
    void whereTheNodeIsNotItsVariablesNeedNotBeSet(@TempDir Path dir) {
        ConfigDir files = new ConfigDir()
                .replace("penstock.yaml", "sha256:" + "0".repeat(64), "${env:CALLERS}")
                .add("penstock.yaml", """
                    node: "${env:POD_NAME}"
                    admin: { token_hash: "${env:OPERATORS}" }
                    listen: { data: "${env:POD_IP}:8081" }
                    cluster: { bind: "${env:POD_IP}", join: [a], voters: [penstock-0], keys: ["${env:CLUSTER_KEY}"] }
                    data_dir: "${env:DATA}"
                    """);
        assertThat(files.load(dir)).isInstanceOf(Loaded.Bad.class);
        assertThat(Report.of(ConfigLoader.loadWithoutCredentials(dir))).isEqualTo("no mistakes\n");
    }

    @Test
    void hashesMayComeFromTheEnvironment(@TempDir Path dir) {
        String callers = "sha256:" + "1".repeat(64);
        String operators = "sha256:" + "2".repeat(64);
        NodeConfig config = config(new ConfigDir()
                .replace("penstock.yaml", "sha256:" + "0".repeat(64), "${env:CALLERS}")
                .add("penstock.yaml", "admin: { token_hash: \"${env:OPERATORS}\" }\n")
                .load(dir, Map.of("KEY", "not-a-real-key", "CALLERS", callers, "OPERATORS", operators)));
        assertThat(config.keys()).extracting(CallerKey::hash).containsExactly(callers);
        assertThat(config.adminTokens()).containsExactly(new AdminToken("admin", Role.ADMIN, operators));
    }

    @Test
    void aNodeIsAloneAndKeepsItsDataBesideItsFilesUnlessToldOtherwise(@TempDir Path dir) {
        NodeConfig config = config(new ConfigDir().load(dir));
        assertThat(config.cluster()).isNull();
        assertThat(config.dataDir()).isEqualTo(dir.resolve("data").toAbsolutePath());
        assertThat(config(new ConfigDir()
                                .add("penstock.yaml", "data_dir: /var/lib/penstock\n")
                                .load(dir))
                        .dataDir())
                .isEqualTo(Path.of("/var/lib/penstock"));
    }

    @Test
    void aDatabaseIsInsteadOfADataDirectory(@TempDir Path dir) {
        Loaded database = new ConfigDir()
                .add("penstock.yaml", """
                    database:
                      url: "jdbc:postgresql://${env:DB}/penstock?sslmode=verify-full"
                      user: gateway
                      password: ${env:KEY}
                    """)
                .load(dir, Map.of("KEY", "not-a-real-key", "DB", "10.0.0.9:5432"));

        assertThat(database).isInstanceOfSatisfying(Loaded.Good.class, good -> {
            assertThat(good.config().dataDir()).isNull();
            assertThat(good.config().database())
                    .isEqualTo(new DatabaseConfig(
                            "jdbc:postgresql://10.0.0.9:5432/penstock?sslmode=verify-full",
                            "gateway",
                            new SecretRef.Env("KEY")));
            assertThat(good.warnings()).isEmpty();
        });
    }

    @Test
    void everyKeyOfAProviderArrivesInItsRecord() {
        assertThat(named(config().providers(), "openai"))
                .isEqualTo(new Provider(
                        "openai",
                        Dialect.OPENAI,
                        URI.create("https://api.openai.com/v1"),
                        new SecretRef.Env("OPENAI_API_KEY"),
                        URI.create("http://proxy:3128"),
                        VALID.resolve("certs/ca.pem").toString(),
                        100,
                        50,
                        "max_tokens",
                        false));
        assertThat(named(config().providers(), "anthropic"))
                .isEqualTo(new Provider(
                        "anthropic",
                        Dialect.ANTHROPIC,
                        URI.create("https://api.anthropic.com/v1"),
                        new SecretRef.File("anthropic.key"),
                        null,
                        null,
                        Provider.DEFAULT_CONNECTIONS,
                        Provider.DEFAULT_QUEUE,
                        Provider.DEFAULT_MAX_TOKENS_FIELD,
                        true));
    }

    @Test
    void everyKeyOfARouteArrivesInItsRecord() {
        assertThat(named(config().routes(), "support"))
                .isEqualTo(new Route(
                        "support",
                        "Answers customers",
                        List.of("mini", "listed"),
                        "support@2",
                        "ticket",
                        new Sampling(0.2, 1.0, 7L, -1.5, 0.5, "low"),
                        new Deadlines(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10),
                                Duration.ofMillis(500),
                                Duration.ofHours(1)),
                        Set.of("find_order"),
                        1_000,
                        200,
                        new RouterPolicy.Rules(List.of(
                                new Rule("listed", 2_000, null, null, null, Map.of()),
                                new Rule(
                                        "mini",
                                        null,
                                        100,
                                        Set.of("en", "no"),
                                        false,
                                        Map.of("tier", "gold", "level", "1.10"))))));
        assertThat(named(config().routes(), "team/draft"))
                .isEqualTo(new Route(
                        "team/draft",
                        "Drafts",
                        List.of("listed"),
                        null,
                        null,
                        Sampling.CALLERS,
                        Deadlines.DEFAULT,
                        null,
                        null,
                        null,
                        new CheapestThatFits(800)));
    }

    @Test
    void aRouterMayBeAWord(@TempDir Path dir) {
        ConfigDir config = new ConfigDir()
                .put("routes/plain.yaml", "purpose: x\ntargets: [mini]\n")
                .put("routes/fixed.yaml", "purpose: x\ntargets: [mini]\nrouter: fixed\n")
                .put("routes/map.yaml", "purpose: x\ntargets: [mini]\nrouter: { policy: fixed }\n")
                .put("routes/cheap.yaml", "purpose: x\ntargets: [mini]\nrouter: cheapest-that-fits\n");
        Map<String, Route> routes = config(config.load(dir)).routes();
        assertThat(List.of("plain", "fixed", "map"))
                .allSatisfy(name -> assertThat(named(routes, name).router()).isEqualTo(RouterPolicy.FIXED));
        assertThat(named(routes, "cheap").router()).isEqualTo(new CheapestThatFits(300));
    }

    @Test
    void aPromptIsWhatStandsBelowItsFrontMatter() {
        assertThat(named(config().prompts(), "support@2").template())
                .hasToString("You help customers of {{ shop }}.\nBe brief.");
    }

    @Test
    void aContractIsTheTextOfItsFile() {
        assertThat(named(config().contracts(), "ticket").schema()).isEqualTo("{ \"type\": \"object\" }\n");
    }

    @Test
    void dollarsPerMillionTokensBecomePicodollarsPerTokenExactly() {
        assertThat(named(config().targets(), "mini").price())
                .isEqualTo(new Price(150_000, 75_000, 0, 600_000, LocalDate.of(2026, 11, 1), "a test"));
    }

    @Test
    void cachePricesThatNobodyStatesAreSetOnTheSideThatBillsTooMuch() {
        assertThat(named(config().targets(), "claude").price())
                .isEqualTo(new Price(3_000_000, 3_000_000, 6_000_000, 15_000_000, null, null));
    }

    @Test
    void aTargetWithABreakerOfItsOwnSaysWhereItDiffersFromTheUsualOne() {
        assertThat(config().breakers())
                .isEqualTo(Map.of(
                        "mini",
                        new BreakerPolicy(true, 50, Duration.ofSeconds(30), 0.3, Duration.ofSeconds(3), 5),
                        "claude",
                        new BreakerPolicy(false, 10, Duration.ofSeconds(10), 0.5, Duration.ofSeconds(5), 10)));
    }

    @Test
    void aTargetMayHaveItsOwnShareOfRetries() {
        assertThat(config().retryBudgets()).isEqualTo(Map.of("mini", 0.2));
    }

    @Test
    void aListFillsInPriceAndContextWindow() {
        assertThat(named(config().targets(), "listed").price())
                .isEqualTo(new Price(
                        150_000, 75_000, 150_000, 600_000, LocalDate.of(2026, 10, 31), "model_prices.json: big"));
        assertThat(named(config().targets(), "listed").contextWindow()).isEqualTo(200_000);
    }

    @Test
    void whatIsGoodIsSaidToBe() {
        assertThat(Report.of(loaded)).isEqualTo("no mistakes\n");
    }

    @Test
    void aContractThatRefersToSomethingOutsideIsAMistake(@TempDir Path other) {
        ConfigDir config = new ConfigDir().put("contracts/ticket.json", "{\"$ref\": \"https://example.com/a.json\"}");
        assertThat(Report.of(config.load(other)))
                .contains("contracts/ticket.json")
                .contains("https://example.com/a.json");
    }

    private static <T> T named(Map<String, T> all, String name) {
        assertThat(all).containsKey(name);
        return Objects.requireNonNull(all.get(name));
    }

    private NodeConfig config() {
        return config(loaded);
    }

    private static NodeConfig config(Loaded loaded) {
        assertThat(loaded).as(() -> Report.of(loaded)).isInstanceOf(Loaded.Good.class);
        return ((Loaded.Good) loaded).config();
    }
}
