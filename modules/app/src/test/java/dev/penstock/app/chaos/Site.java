package dev.penstock.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.testkit.cluster.Member;
import dev.penstock.testkit.cluster.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Real nodes, each in a network namespace of its own with a wall clock of its own. */
final class Site {
    private static final int PORT = 8080;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Network network;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** What a node shows of the cluster: it is part of it if the others are seen, and all have the same digest. */
    private record Standing(List<String> seen, List<String> digests, long revision) {}

    /** {@code dir}: where the nodes' files will be, and what they write. */
    Site(List<String> nodes, Path dir) {
        network = Network.of(nodes);
        nodes.forEach(node -> members.put(node, member(node, nodes, dir.resolve(node))));
    }

    private Member member(String node, List<String> nodes, Path dir) {
        String host = network.address(node);
        String join = nodes.stream()
                .map(other -> '"' + network.address(other) + ":5701\"")
                .collect(Collectors.joining(", "));
        write(dir.resolve("penstock.yaml"), """
            node: %1$s
            listen: {data: "%2$s:8080", admin: "%2$s:8081", operations: "%2$s:8082"}
            admin: {token_hash: "sha256:%3$s"}
            data_dir: data
            open: true
            cluster: {name: chaos, bind: "%2$s:5701", join: [%4$s], voters: %5$s, keys: ["${file:cluster.key}"]}
            providers:
              nobody: {dialect: openai, base_url: "http://127.0.0.1:9/v1"}
            targets:
              small: {provider: nobody, model: small}
            """.formatted(node, host, sha256(Member.TOKEN), join, nodes));
        write(dir.resolve("routes/spare.yaml"), "purpose: tests\ntargets: [small]\n");
        write(dir.resolve("cluster.key"), "a key that the members of a test share");
        write(dir.resolve("clock"), "0");
        write(dir.resolve("tmp/README"), "what the node's libraries unpack\n");
        return new Member(node, dir, host, PORT, http, home -> start(node, home));
    }

    private static Process start(String node, Path dir) {
        List<String> options = new ArrayList<>(Member.QUICK_START);
        options.add("-Djava.io.tmpdir=" + dir.resolve("tmp"));
        // Its files are named by process numbers, which are others in here than for the JVMs outside.
        options.add("-XX:-UsePerfData");
        return Program.start(
                dir.resolve("requests.jsonl"),
                dir.resolve("errors.txt"),
                Network.inside(node),
                options,
                "dev.penstock.app.ServeByAClock",
                dir.toString(),
                dir.resolve("clock").toString());
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    Member member(String node) {
        return Objects.requireNonNull(members.get(node), node);
    }

    HttpClient http() {
        return http;
    }

    /** Starts all, and waits until they are one cluster. */
    void startAll() {
        // One first: if all were, each might be a cluster of its own, and they would merge seconds later.
        Member first = members().getFirst();
        first.start();
        first.awaitUp();
        members().stream().filter(member -> member != first).forEach(Member::start);
        members().forEach(Member::awaitReady);
        long deadline = System.nanoTime() + START.toNanos();
        while (!agree(members())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no cluster: " + standings());
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Does it; returns when it is done. */
    void strike(Fault fault) {
        switch (fault) {
            case Fault.Cut(var links) -> network.cut(links);
            case Fault.Heal _ -> network.cut(Set.of());
            case Fault.Freeze(String node) -> member(node).freeze();
            case Fault.Thaw(String node) -> member(node).thaw();
            case Fault.Kill(String node) -> member(node).kill();
            case Fault.LoseDisk(String node) -> {
                member(node).kill();
                member(node).wipeDisk();
            }
            case Fault.Start(String node) -> member(node).start();
            case Fault.Jump(String node, Duration offset) ->
                set(member(node).dir().resolve("clock"), offset);
        }
    }

    /** Whether each of these sees all of them and nobody else, and all have the same records and revision. */
    boolean agree(List<Member> some) {
        List<Standing> standings = some.stream().map(this::standing).toList();
        List<String> names = some.stream().map(Member::name).sorted().toList();
        return standings.stream().distinct().count() == 1
                && standings.getFirst().seen().equals(names)
                && standings.getFirst().digests().size() == 1;
    }

    /** Whether each votes with the disk that it has: after a loss, only once the others have agreed to it. */
    boolean areEnrolled() {
        return cluster(members().getFirst()).findValues("enrolled").stream().allMatch(JsonNode::asBoolean);
    }

    /** What each node says of the cluster, for people. */
    String standings() {
        return members.values().stream()
                .map(member -> member.name() + ": " + standing(member))
                .collect(Collectors.joining("; "));
    }

    private Standing standing(Member member) {
        List<String> seen = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        long revision = 0;
        for (JsonNode one : cluster(member)) {
            seen.add(one.path("node").asText());
            digests.add(one.path("digest").asText());
            if (one.path("node").asText().equals(member.name())) {
                revision = one.path("revision").asLong();
            }
        }
        return new Standing(
                seen.stream().sorted().toList(),
                digests.stream().distinct().sorted().toList(),
                revision);
    }

    /** What the node says of each member that it sees. */
    private static JsonNode cluster(Member member) {
        return member.read("/admin/v1/cluster", LOOK).body().path("members");
    }

    private static void set(Path clock, Duration offset) {
        Path next = clock.resolveSibling("clock.next");
        write(next, Long.toString(offset.toSeconds()));
        try {
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
