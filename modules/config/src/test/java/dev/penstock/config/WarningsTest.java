package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsTest {
    private final Path dir;

    WarningsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void nothingToSayIsSaid() {
        assertThat(Report.of(new ConfigDir().load(dir))).isEqualTo("no mistakes\n");
    }

    @Test
    void aTargetWithoutAPriceIsServedWithAWarning() {
        assertWarning(
                new ConfigDir().replace("penstock.yaml", ", price: { input: 1, output: 2 }", ""),
                "penstock.yaml:9  targets.mini  cost of target mini will be reported as unknown");
    }

    @Test
    void aFileThatIsNotReadIsNamed() {
        assertWarning(
                new ConfigDir().put("routes/other.yml", "purpose: x\n"),
                "routes/other.yml  the file  is not read: only files directly in routes/ that end in .yaml are");
    }

    @Test
    void hiddenFilesAreNobodysBusiness() {
        assertThat(Report.of(new ConfigDir().put("routes/.gitkeep", "").load(dir)))
                .isEqualTo("no mistakes\n");
    }

    @Test
    void aCredentialOverPlainHttpIsPointedOut() {
        assertWarning(
                new ConfigDir().replace("penstock.yaml", "https:", "http:"),
                "penstock.yaml:6  providers.openai.base_url  the credential goes out unencrypted: http and not this"
                        + " machine");
    }

    @Test
    void headersOfTelemetryOverPlainHttpArePointedOut() {
        assertWarning(
                new ConfigDir()
                        .add(
                                "penstock.yaml",
                                "telemetry: { endpoint: \"http://otel:4318\", headers: { authorization: \"${env:KEY}\""
                                        + " } }\n"),
                "penstock.yaml:10  telemetry.endpoint  the headers go out unencrypted: http and not this machine");
    }

    @Test
    void anOpenNodeThatOthersReachIsPointedOut() {
        assertWarning(
                new ConfigDir()
                        .replace("penstock.yaml", ConfigDir.NODE.substring(0, ConfigDir.NODE.indexOf("providers")), "")
                        .add("penstock.yaml", "open: true\nlisten: { data: \"0.0.0.0:8080\" }\n"),
                "penstock.yaml:8  open  whoever reaches 0.0.0.0:8080 is served without a key");
    }

    @Test
    void aClusterThatOthersReachIsPointedOut() {
        assertWarning(
                new ConfigDir()
                        .add(
                                "penstock.yaml",
                                "node: a\n"
                                        + "cluster: { bind: \"[::]\", join: [b], voters: [a], keys:"
                                        + " [\"${file:cluster.key}\"] }\n"),
                "penstock.yaml:11  cluster.bind  members talk without encryption, and whoever reaches [::]:5701 can"
                        + " join: use an address of a private network");
        assertWarning(
                new ConfigDir()
                        .add(
                                "penstock.yaml",
                                "node: a\ncluster: { bind: 10.0.0.1, event_bus: \"0.0.0.0:5702\", join: [b], voters:"
                                        + " [a], keys: [\"${file:cluster.key}\"] }\n"),
                "penstock.yaml:11  cluster.event_bus  members talk without encryption, and whoever reaches 0.0.0.0:5702"
                        + " can join: use an address of a private network");
    }

    @Test
    void aDatabaseOverAConnectionThatMayBeUnencryptedIsPointedOut() {
        assertWarning(
                new ConfigDir().add("penstock.yaml", "database: { url: \"jdbc:postgresql://db/p\", user: a }\n"),
                "penstock.yaml:10  database.url  the connection may be unencrypted: add ?sslmode=verify-full, or"
                        + " require, to the URL");
    }

    @Test
    void whatIsStoredForReviewersIsPointedOut() {
        assertWarning(
                new ConfigDir().put("routes/pay.yaml", "purpose: x\ntargets: [mini]\nrisk: high\n"),
                "routes/pay.yaml:3  risk  requests whose answers call tools are stored with their texts on the node"
                        + " that serves them, for reviewers");
        assertWarning(
                new ConfigDir()
                        .put("routes/pay.yaml", "purpose: x\ntargets: [mini]\ncontract: {otherwise: escalate}\n"),
                "routes/pay.yaml:3  contract  requests that are escalated are stored with their texts on the node that"
                        + " serves them, for reviewers");
    }

    @Test
    void aPriceThatRisesWithTheInputIsPointedOut() {
        assertWarning(
                new ConfigDir()
                        .replace("penstock.yaml", ", price: { input: 1, output: 2 }", "")
                        .add("penstock.yaml", "prices: { file: prices.json }\n")
                        .put("prices.json", """
                            { "openai/gpt-mini": { "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06,
                              "input_cost_per_token_above_200k_tokens": 2e-06 } }
                            """),
                "penstock.yaml:9  targets.mini.model  the price list has higher costs for long inputs, which are not"
                        + " reckoned with");
    }

    private void assertWarning(ConfigDir config, String expected) {
        assertThat(Report.of(config.load(dir))).isEqualTo(expected + "\n\nno mistakes, 1 warning\n");
    }
}
