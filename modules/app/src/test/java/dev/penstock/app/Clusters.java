package dev.penstock.app;

import dev.penstock.testkit.cluster.TestCluster;
import java.util.Map;

/** Clusters of real processes whose control state is tested; nobody asks them a chat. */
final class Clusters {
    /** A provider for which nobody listens, and a target on it. */
    static final String YAML = """
        open: true
        providers:
          nobody: {dialect: openai, base_url: "http://127.0.0.1:9/v1"}
        targets:
          small: {provider: nobody, model: small}
          dead: {provider: nobody, model: dead, breaker: {open_for: 1m}}
        """;

    private Clusters() {}

    static TestCluster ofThree() {
        return new TestCluster(
                YAML,
                Map.of(
                        "routes/support.yaml",
                        "purpose: tests\ntargets: [small]\n",
                        "routes/dead.yaml",
                        "purpose: tests\ntargets: [dead]\n"));
    }

    /** The body of a write that needs nothing but why. */
    static String because(String reason) {
        return "{\"actor\":\"tests\",\"reason\":\"" + reason + "\"}";
    }
}
