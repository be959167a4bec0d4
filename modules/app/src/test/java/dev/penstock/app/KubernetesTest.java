package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.penstock.core.config.ClusterConfig;
import dev.penstock.core.config.NodeConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/kubernetes: objects that Kubernetes knows, and that say what the configuration in the ConfigMap needs. */
class KubernetesTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "StatefulSet", StatefulSet.class,
            "Service", Service.class,
            "NetworkPolicy", NetworkPolicy.class,
            "PodDisruptionBudget", PodDisruptionBudget.class);
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Serial
                private static final long serialVersionUID = 1L;

                // The models take any field: here, one that they do not know is a mistake.
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private final Path dir;
    private final List<HasMetadata> objects = objects();
    private final StatefulSet nodes = only(StatefulSet.class, "penstock");
    private final PodSpec pod = nodes.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().getFirst();

    KubernetesTest(@TempDir Path dir) throws IOException {
        this.dir = dir;
        mount();
    }

    @Test
    void everyPodReadsTheConfigMapAndIsOneOfTheVoters() {
        List<String> voters = new ArrayList<>();
        for (int i = 0; i < nodes.getSpec().getReplicas(); i++) {
            NodeConfig config = config(i);
            assertThat(cluster(config).members()).hasToString("10.1.0." + i + ":5701");
            assertThat(cluster(config).eventBus()).hasToString("10.1.0." + i + ":5702");
            assertThat(config.adminTokens()).hasSize(1);
            voters.add(config.node());
        }
        assertThat(voters).isEqualTo(cluster(config(0)).voters());
    }

    @Test
    void portsAreThoseOfTheConfiguration() {
        NodeConfig config = config(0);
        assertThat(container.getPorts().stream()
                        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort)))
                .isEqualTo(Map.of(
                        "data", config.data().port(),
                        "admin", config.admin().port(),
                        "operations", config.operations().port(),
                        "members", cluster(config).members().port(),
                        "event-bus", cluster(config).eventBus().port()));
    }

    @Test
    void servicesLeadToNamedPortsOfThePods() {
        Map<String, List<String>> expected = Map.of(
                "penstock", List.of("data"),
                "penstock-admin", List.of("admin"),
                "penstock-members", List.of("members", "event-bus"));
        assertThat(of(Service.class)).hasSize(expected.size()).allSatisfy(service -> {
            assertThat(service.getSpec().getSelector()).isEqualTo(labels());
            assertThat(service.getSpec().getType()).isIn(null, "ClusterIP");
            assertThat(service.getSpec().getPorts())
                    .extracting(port -> port.getTargetPort().getStrVal())
                    .isEqualTo(expected.get(service.getMetadata().getName()));
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(port.getPort()).isEqualTo(port(port.getTargetPort().getStrVal()));
            }
        });
    }

    @Test
    void membersFindEachOtherBeforeAnyOfThemIsReady() {
        String name = Objects.requireNonNull(cluster(config(0)).kubernetesService());
        Service members = only(Service.class, name);
        assertThat(members.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(members.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(nodes.getSpec().getServiceName()).isEqualTo(name);
        assertThat(nodes.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
    }

    @Test
    void onlyMembersReachMembersAndOnlyOperatorsReachTheAdminPlane() {
        NetworkPolicy policy = only(NetworkPolicy.class, "penstock");
        assertThat(selected(policy.getSpec().getPodSelector())).isEqualTo(labels());
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
        assertThat(from(policy, "members")).isEqualTo(Set.of(labels()));
        assertThat(from(policy, "event-bus")).isEqualTo(Set.of(labels()));
        assertThat(from(policy, "admin")).isEqualTo(Set.of(Map.of("penstock.dev/operator", "true")));
        assertThat(from(policy, "data")).as("anybody").isEqualTo(Set.of(Map.of()));
        assertThat(from(policy, "operations")).as("anybody").isEqualTo(Set.of(Map.of()));
    }

    @Test
    void probesAskTheOperationsPort() {
        assertProbe(container.getStartupProbe(), "/health/live");
        assertProbe(container.getLivenessProbe(), "/health/live");
        assertProbe(container.getReadinessProbe(), "/health/ready");
    }

    @Test
    void aPodGetsTheTimeThatItsNodeMayTakeToStop() {
        List<String> sleep = container.getLifecycle().getPreStop().getExec().getCommand();
        assertThat(sleep).startsWith("sleep").hasSize(2);
        assertThat(pod.getTerminationGracePeriodSeconds())
                .isGreaterThan(Long.parseLong(sleep.get(1))
                        + config(0).limits().stopGrace().toSeconds()
                        + NodeProcess.CLOSING.toSeconds());
    }

    @Test
    void aDrainTakesOneNodeAtATime() {
        PodDisruptionBudget budget = only(PodDisruptionBudget.class, "penstock");
        assertThat(selected(budget.getSpec().getSelector())).isEqualTo(labels());
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isOne();
    }

    @Test
    void theJournalHasAVolumeOfEachPodAndNothingElseIsWritten() {
        assertThat(nodes.getSpec().getVolumeClaimTemplates())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactly("journal");
        assertThat(mountPath("journal"))
                .isEqualTo(Objects.requireNonNull(config(0).dataDir()).toString());
        assertThat(mountPath("config")).isEqualTo("/etc/penstock");
        assertThat(mountPath("tmp")).isEqualTo("/tmp");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    }

    @Test
    void aPodHasNoRightsThatItDoesNotNeed() {
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(DeployFiles.uid());
        assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(DeployFiles.uid());
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    private static List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        try (var files = Files.list(DeployFiles.DEPLOY.resolve("kubernetes"))) {
            for (Path file : files.sorted().toList()) {
                for (Map<String, Object> document : DeployFiles.yaml(file)) {
                    Class<? extends HasMetadata> kind =
                            Objects.requireNonNull(KINDS.get(document.get("kind")), file.toString());
                    HasMetadata object = STRICT.convertValue(document, kind);
                    assertThat(object.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(kind));
                    objects.add(object);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("deploy/kubernetes cannot be read", e);
        }
        return objects;
    }

    private <T extends HasMetadata> List<T> of(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <T extends HasMetadata> T only(Class<T> kind, String name) {
        List<T> found = of(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        assertThat(found).as(kind.getSimpleName() + " " + name).hasSize(1);
        return found.getFirst();
    }

    /** Writes the keys of the ConfigMap where its volume has them; all of them are somewhere. */
    private void mount() throws IOException {
        Volume volume = pod.getVolumes().stream()
                .filter(one -> one.getName().equals("config"))
                .findFirst()
                .orElseThrow();
        ConfigMap map = only(ConfigMap.class, volume.getConfigMap().getName());
        assertThat(volume.getConfigMap().getItems())
                .extracting(KeyToPath::getKey)
                .containsExactlyInAnyOrderElementsOf(map.getData().keySet());
        for (KeyToPath item : volume.getConfigMap().getItems()) {
            Path file = dir.resolve(item.getPath());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, map.getData().get(item.getKey()));
        }
    }

    /** The configuration as the pod with this ordinal reads it. */
    private NodeConfig config(int ordinal) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, ordinal));
        }
        return DeployFiles.config(dir, environment);
    }

    private String value(EnvVar variable, int ordinal) {
        var from = variable.getValueFrom();
        if (from.getFieldRef() == null) {
            assertThat(from.getSecretKeyRef().getName()).isEqualTo("penstock");
            return from.getSecretKeyRef().getKey().endsWith("-hash")
                    ? KeyCommand.hash(variable.getName())
                    : "not a real secret, but as long as one is";
        }
        return switch (from.getFieldRef().getFieldPath()) {
            case "metadata.name" -> nodes.getMetadata().getName() + "-" + ordinal;
            case "status.podIP" -> "10.1.0." + ordinal;
            default -> throw new AssertionError(from.getFieldRef().getFieldPath());
        };
    }

    private static ClusterConfig cluster(NodeConfig config) {
        return Objects.requireNonNull(config.cluster());
    }

    /** The labels of the pods, which are those that the StatefulSet looks for. */
    private Map<String, String> labels() {
        Map<String, String> labels = nodes.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(selected(nodes.getSpec().getSelector())).isEqualTo(labels);
        return labels;
    }

    private static Map<String, String> selected(LabelSelector selector) {
        assertThat(selector.getMatchExpressions()).isEmpty();
        return selector.getMatchLabels();
    }

    private int port(String name) {
        return container.getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    /** The labels of pods in this namespace that may reach a port; empty labels are anybody. */
    private Set<Map<String, String>> from(NetworkPolicy policy, String port) {
        return policy.getSpec().getIngress().stream()
                .filter(rule -> allows(rule, port(port)))
                .flatMap(rule -> rule.getFrom().isEmpty()
                        ? Stream.of(Map.<String, String>of())
                        : rule.getFrom().stream().map(KubernetesTest::peer))
                .collect(Collectors.toSet());
    }

    /** A rule without ports would allow all of them. */
    private static boolean allows(NetworkPolicyIngressRule rule, int port) {
        return rule.getPorts().isEmpty()
                || rule.getPorts().stream()
                        .anyMatch(allowed -> allowed.getPort().getIntVal() == port);
    }

    private static Map<String, String> peer(NetworkPolicyPeer peer) {
        assertThat(peer.getIpBlock()).isNull();
        assertThat(peer.getNamespaceSelector()).isNull();
        return selected(peer.getPodSelector());
    }

    private static void assertProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("operations");
    }

    private String mountPath(String volume) {
        return container.getVolumeMounts().stream()
                .filter(mount -> mount.getName().equals(volume))
                .map(VolumeMount::getMountPath)
                .findFirst()
                .orElseThrow();
    }
}
