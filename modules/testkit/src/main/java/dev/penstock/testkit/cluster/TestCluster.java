package dev.penstock.testkit.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Three nodes, a, b and c, in processes of their own, for all tests of one class:
 *
 * <pre>
 * &#64;RegisterExtension
 * static final TestCluster CLUSTER = new TestCluster(yaml, files);
 * </pre>
 *
 * Before each test all of them run and have the same records. What they wrote is shown where a test fails, and kept in
 * {@code target}. After the last test, however it ended, none of them runs.
 */
public final class TestCluster
        implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback, AfterAllCallback {
    private static final List<String> NAMES = List.of("a", "b", "c");
    /** The data plane, the admin plane, operations, members, the event bus. */
    private static final int PORTS = 5;

    private static final Duration AGREEMENT = Duration.ofSeconds(30);

    private final String yaml;
    private final Map<String, String> files;
    private final Supplier<String> journals;
    private final int port = Ports.free(PORTS, NAMES.size() + 1);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    /** With which the members seal what they tell each other. */
    public static final String KEY = "a key that the members of a test share";

    private final List<Member> members = new ArrayList<>();
    private final List<Member> guests = new ArrayList<>();
    private Path dir = Path.of("target");
    private String place = "";

    /**
     * @param yaml what every node's {@code penstock.yaml} has beside the node's own
     * @param files the other files of their configuration, by their paths
     */
    public TestCluster(String yaml, Map<String, String> files) {
        this(yaml, files, () -> "data_dir: data");
    }

    /**
     * The same with journals elsewhere.
     *
     * @param journals the line of {@code penstock.yaml} that says where; asked for before the first test, which is
     *     skipped if it throws that an assumption does not hold
     */
    public TestCluster(String yaml, Map<String, String> files, Supplier<String> journals) {
        this.yaml = yaml;
        this.files = Map.copyOf(files);
        this.journals = journals;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        dir = Path.of("target", "clusters", context.getRequiredTestClass().getSimpleName())
                .toAbsolutePath();
        Folder.delete(dir);
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll));
        place = journals.get();
        for (int i = 0; i < NAMES.size(); i++) {
            members.add(member(NAMES.get(i), NAMES.get(i), "penstock-test-" + port, NAMES, i + 1));
        }
        try {
            startMissing();
        } catch (AssertionError e) {
            endAll();
            throw e;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startMissing();
        awaitAgreement(AGREEMENT, members);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            System.err.println(Stream.concat(members.stream(), guests.stream())
                    .map(Member::lastWords)
                    .collect(Collectors.joining("\n")));
        }
        guests.forEach(Member::end);
        guests.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        endAll();
        http.close();
    }

    /** The nodes of the cluster, whether they run or not. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /** All but this one. */
    public List<Member> others(Member one) {
        return members.stream().filter(member -> member != one).toList();
    }

    /** Starts all that do not run, and waits until they are ready. */
    public void startMissing() {
        List<Member> missing =
                members.stream().filter(member -> !member.isAlive()).toList();
        missing.forEach(Member::start);
        missing.forEach(Member::awaitReady);
    }

    /**
     * A node on an address of its own that looks for the cluster's; it ends with the test. It was not started yet.
     *
     * @param node its name
     * @param cluster null: the cluster's own name
     */
    public Member guest(String node, @Nullable String cluster) {
        Member guest = member(
                "guest-" + (guests.size() + 1),
                node,
                cluster == null ? "penstock-test-" + port : cluster,
                cluster == null ? NAMES : List.of(node),
                NAMES.size() + 1);
        guests.add(guest);
        return guest;
    }

    /** Waits until each of these sees them all and nobody else, and all have the same records. */
    public static void awaitAgreement(Duration time, List<Member> members) {
        List<String> names = members.stream().map(Member::name).toList();
        Awaiting.within(
                time,
                () -> "one digest on " + names + ": "
                        + members.stream().map(TestCluster::view).toList(),
                () -> members.stream().map(TestCluster::view).distinct().count() == 1
                        && view(members.getFirst()).keySet().equals(Set.copyOf(names))
                        && Set.copyOf(view(members.getFirst()).values()).size() == 1);
    }

    /** The digests of the members that a node sees, by their names. */
    private static Map<String, String> view(Member member) {
        Map<String, String> digests = new TreeMap<>();
        for (JsonNode seen : member.read("/admin/v1/cluster").body().path("members")) {
            digests.put(seen.path("node").asText(), seen.path("digest").asText());
        }
        return digests;
    }

    private Member member(String directory, String node, String cluster, List<String> voters, int address) {
        String host = "127.0.0." + address;
        Path home = dir.resolve(directory);
        String join = Stream.of(1, 2, 3)
                .map(i -> "\"127.0.0." + i + ":" + (port + 3) + "\"")
                .collect(Collectors.joining(", "));
        String own = """
            node: %s
            listen: {data: "%s:%d", admin: "%s:%d", operations: "%s:%d"}
            admin: {token_hash: "sha256:%s"}
            %s
            cluster: {name: %s, bind: "%s:%d", join: [%s], voters: %s, keys: ["${file:cluster.key}"]}
            """.formatted(
                        node,
                        host,
                        port,
                        host,
                        port + 1,
                        host,
                        port + 2,
                        sha256(Member.TOKEN),
                        place,
                        cluster,
                        host,
                        port + 3,
                        join,
                        voters);
        Folder.write(home.resolve("penstock.yaml"), own + yaml);
        Folder.write(home.resolve("cluster.key"), KEY);
        files.forEach((path, text) -> Folder.write(home.resolve(path), text));
        return new Member(node, home, host, port, http);
    }

    private void endAll() {
        members.forEach(Member::end);
        guests.forEach(Member::end);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
