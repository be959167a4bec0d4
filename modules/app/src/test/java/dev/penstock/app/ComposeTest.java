package dev.penstock.app;

import static dev.penstock.app.DeployFiles.at;
import static dev.penstock.app.DeployFiles.list;
import static dev.penstock.app.DeployFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.NodeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** deploy/compose: three nodes that read the same files, each in the environment that it gets. */
class ComposeTest {
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
    private static final Path DIR = DeployFiles.DEPLOY.resolve("compose");

    private final Map<String, Object> compose =
            DeployFiles.yaml(DIR.resolve("compose.yaml")).getFirst();

    @Test
    void thereAreThreeNodesAndASimulator() {
        assertThat(map(at(compose, "services")).keySet()).containsExactly("sim", "node-1", "node-2", "node-3");
    }

    @Test
    void eachNodeReadsTheSameFilesAndIsAnotherOne() {
        List<String> members = new ArrayList<>();
        for (String name : NODES) {
            NodeConfig config = config(name);
            ClusterConfig cluster = Objects.requireNonNull(config.cluster());
            String address = (String) at(service(name), "networks", "members", "ipv4_address");
            assertThat(config.node()).isEqualTo(name);
            assertThat(cluster.members().host()).isEqualTo(address);
            assertThat(cluster.eventBus().host()).isEqualTo(address);
            assertThat(cluster.voters()).isEqualTo(NODES);
            assertThat(config.adminTokens()).hasSize(1);
            members.add(cluster.members().toString());
        }
        assertThat(members)
                .doesNotHaveDuplicates()
                .isEqualTo(Objects.requireNonNull(config("node-1").cluster()).join());
    }

    @Test
    void membersMeetOnANetworkOfTheirOwn() {
        assertThat(at(compose, "networks", "members", "internal")).isEqualTo(true);
        String subnet = (String)
                at(list(at(compose, "networks", "members", "ipam", "config")).getFirst(), "subnet");
        for (String name : NODES) {
            String address = (String) at(service(name), "networks", "members", "ipv4_address");
            assertThat(subnet).isEqualTo(address.replaceFirst("\\.\\d+$", ".0/24"));
        }
        assertThat(DeployFiles.<String>list(at(service("sim"), "networks"))).doesNotContain("members");
    }

    @Test
    void onlyTheFirstNodeIsReachedAndOnlyFromThisMachine() {
        NodeConfig config = config("node-1");
        assertThat(DeployFiles.<String>list(at(service("node-1"), "ports")))
                .containsExactly(
                        published(config.data().port()),
                        published(config.admin().port()),
                        published(config.operations().port()));
        for (String name : List.of("sim", "node-2", "node-3")) {
            assertThat(service(name)).doesNotContainKey("ports");
        }
    }

    @Test
    void theSimulatorListensWhereTheProvidersAre() {
        List<String> command = list(at(service("sim"), "command"));
        String port = command.get(command.indexOf("--port") + 1);
        assertThat(config("node-1").providers().values())
                .isNotEmpty()
                .allSatisfy(provider -> assertThat(provider.baseUrl()).hasToString("http://sim:" + port + "/v1"));
    }

    @Test
    void theJournalOutlivesTheContainerAndNothingElseIsWritten() {
        for (String name : NODES) {
            assertThat(DeployFiles.<String>list(at(service(name), "volumes")))
                    .containsExactly(
                            "./config:/etc/penstock:ro",
                            name + ":" + config(name).dataDir());
            assertThat(map(at(compose, "volumes"))).containsKey(name);
            assertThat(service(name)).containsEntry("read_only", true);
            // Docker's own mount of /tmp is noexec, and SQLite's library could not be loaded from there.
            assertThat(DeployFiles.<String>list(at(service(name), "tmpfs")))
                    .singleElement()
                    .asString()
                    .startsWith("/tmp:exec");
        }
    }

    @Test
    void aNodeGetsTheTimeThatItMayTakeToStop() {
        for (String name : NODES) {
            String period = (String) at(service(name), "stop_grace_period");
            assertThat(Long.parseLong(period.replace("s", "")))
                    .isGreaterThan(config(name)
                            .limits()
                            .stopGrace()
                            .plus(NodeProcess.CLOSING)
                            .toSeconds());
        }
    }

    private Map<String, Object> service(String name) {
        return map(at(compose, "services", name));
    }

    private NodeConfig config(String node) {
        Map<String, String> environment = new HashMap<>();
        map(at(service(node), "environment"))
                .forEach((name, value) -> environment.put(
                        name,
                        value.toString().startsWith("${" + name + ":?") ? KeyCommand.hash(name) : value.toString()));
        return DeployFiles.config(DIR.resolve("config"), environment);
    }

    private static String published(int port) {
        return "127.0.0.1:%d:%d".formatted(port, port);
    }
}
