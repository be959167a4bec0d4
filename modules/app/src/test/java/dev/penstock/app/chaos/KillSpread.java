package dev.penstock.app.chaos;

import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** How long kills of a route take to be in effect on all nodes: as the answer says, and as requests see it. */
final class KillSpread {
    private static final String ROUTE = "killed";
    /** Between two requests, so that it is not they that keep the machine busy. */
    private static final long PAUSE_US = 1_000;

    private static final long LIMIT_US = 10_000_000;

    private final Site site;
    private final Ticker ticker = new Ticker();
    /** The latest node of each kill, in milliseconds. */
    private final List<Double> told = new ArrayList<>();

    private final List<Double> seen = new ArrayList<>();

    KillSpread(Site site) {
        this.site = site;
    }

    /** Kills so many times, on each node in turn; a table for people. */
    String table(int kills) {
        List<Member> members = site.members();
        write(members.getFirst(), "POST", "/admin/v1/routes/" + ROUTE + "/releases", """
            {"actor": "tests", "reason": "first", "activate": true,
             "release": {"purpose": "tests", "targets": ["small"]}}
            """);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 1; i <= kills; i++) {
                kill(members.get(i % members.size()), "operator0-" + i, threads);
            }
        }
        return """
            | %d kills on %d nodes, until all have it | p50 | p99 | max |
            |---|---|---|---|
            %s%s\
            """.formatted(
                kills, members.size(), row("by the answer", told), row("seen by requests on the other nodes", seen));
    }

    private void kill(Member asked, String reason, ExecutorService threads) {
        String path = "/admin/v1/kills/route/" + ROUTE;
        long begun = ticker.us();
        List<CompletableFuture<Long>> others = site.members().stream()
                .filter(member -> member != asked)
                .map(member -> CompletableFuture.supplyAsync(() -> until(member, 503, begun), threads))
                .toList();
        Answer answer = write(
                asked,
                "PUT",
                path,
                "{\"actor\": \"tests\", \"reason\": \"%1$s\", \"public_reason\": \"%1$s\"}".formatted(reason));
        double slowest = 0;
        for (Member member : site.members()) {
            if (!answer.body().path("applied").has(member.name())) {
                throw new AssertionError("not in effect on node " + member.name() + ": " + answer);
            }
            slowest = Math.max(
                    slowest, answer.body().path("applied").path(member.name()).asDouble());
        }
        told.add(slowest);
        seen.add(others.stream().mapToLong(CompletableFuture::join).max().orElseThrow() / 1e3);
        write(asked, "DELETE", path, "{\"actor\": \"tests\", \"reason\": \"next\"}");
        long lifted = ticker.us();
        site.members().forEach(member -> until(member, 502, lifted));
    }

    /** Asks a node for the route until it gives this status, and says how long that took from the begin. */
    private long until(Member member, int status, long begun) {
        Onlooker application = new Onlooker(member, site.http(), ticker);
        while (ticker.us() - begun < LIMIT_US) {
            if (application.ask(ROUTE).filter(ask -> ask.status() == status).isPresent()) {
                return ticker.us() - begun;
            }
            ticker.await(ticker.us() + PAUSE_US);
        }
        throw new AssertionError("node " + member.name() + " does not answer " + status);
    }

    private static Answer write(Member member, String method, String path, String body) {
        Answer answer = member.write(method, path, body, Operator.PATIENCE);
        if (answer.status() != 200 && answer.status() != 201) {
            throw new AssertionError(method + " " + path + ": " + answer);
        }
        return answer;
    }

    private static String row(String name, List<Double> ms) {
        List<Double> sorted = ms.stream().sorted().toList();
        return "| %s | %.0f ms | %.0f ms | %.0f ms |%n"
                .formatted(
                        name,
                        sorted.get(sorted.size() / 2),
                        sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)),
                        sorted.getLast());
    }
}
