package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The slow loops of the features run on every node. */
class VerticlesTest {
    @Test
    void aNodeDeploysTheVerticleOfEachFeatureOnce() {
        TestNode node = TestNode.start(Setup.bothDialects());
        try {
            assertThat(node.node().features().verticles())
                    .containsExactlyInAnyOrder(
                            "RouterVerticle",
                            "CanaryVerticle",
                            "RolloutVerticle",
                            "ShadowVerticle",
                            "KillSwitchVerticle",
                            "BreakerVerticle",
                            "RuleVerticle",
                            "ReviewVerticle",
                            "AlertVerticle");
            List<String> deployed = deployed((VertxInternal) node.vertx()).collect(Collectors.toList());
            node.node()
                    .features()
                    .verticles()
                    .forEach(name -> assertThat(deployed).containsOnlyOnce(name));
            TestNode.await(node.node().stop());
            assertThat(deployed((VertxInternal) node.vertx()))
                    .doesNotContainAnyElementsOf(node.node().features().verticles());
        } finally {
            node.close();
        }
    }

    private static Stream<String> deployed(VertxInternal vertx) {
        return vertx.deploymentManager().deployments().stream()
                .flatMap(deployment -> deployment.deployment().instances().stream())
                .map(verticle -> verticle.getClass().getSimpleName());
    }
}
