package dev.penstock.app.chaos;

import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * How long nodes need to recover from a fault of one of them. While it lasts, each of the others gets one write after
 * the other that resumes something; once it has ended, all must have the same records again.
 */
final class Recovery {
    /** How long a fault lasts: longer than nodes take to notice. */
    private static final long LASTS_US = 15_000_000;

    private static final long LIMIT_US = 60_000_000;
    /** A write that takes longer was held up: its answer waits one second for nodes that are silent. */
    private static final long SLOW_US = 2_000_000;

    private final Site site;
    private final Ticker ticker = new Ticker();
    private final AtomicInteger contents = new AtomicInteger();

    Recovery(Site site) {
        this.site = site;
    }

    /** A kind of fault of one node, and what ends it. */
    private record Kind(String name, Fault fault, Fault end) {}

    /**
     * What was seen of one.
     *
     * @param acceptingUs from the fault to the end of the last write on another node that was refused or slow
     * @param sameUs from the end of the fault until all nodes had the same records
     */
    private record Seen(long acceptingUs, long sameUs, int accepted, int held) {}

    /** Measures all kinds on each of these nodes; a table for people. */
    String table(List<String> victims) {
        StringBuilder table = new StringBuilder("""
            | fault of one of %d nodes | all others accept resuming writes again | after its end all nodes have the same | writes accepted | refused or slower than %d s |
            |---|---|---|---|---|
            """.formatted(site.members().size(), SLOW_US / 1_000_000));
        int kinds = kinds(victims.getFirst()).size();
        for (int i = 0; i < kinds; i++) {
            List<Seen> seen = new ArrayList<>();
            for (String victim : victims) {
                seen.add(measure(kinds(victim).get(i), site.member(victim)));
            }
            table.append("| %s | %s | %s | %d | %d |%n"
                    .formatted(
                            kinds(victims.getFirst()).get(i).name(),
                            seconds(seen.stream()
                                    .map(Seen::acceptingUs)
                                    .sorted()
                                    .toList()),
                            seconds(seen.stream().map(Seen::sameUs).sorted().toList()),
                            seen.stream().mapToInt(Seen::accepted).sum(),
                            seen.stream().mapToInt(Seen::held).sum()));
        }
        return table.toString();
    }

    private List<Kind> kinds(String node) {
        List<String> nodes = site.members().stream().map(Member::name).toList();
        Fault.Cut around = Fault.Cut.around(Set.of(node), nodes);
        Fault.Cut oneWay = new Fault.Cut(
                around.links().stream().filter(link -> link.from().equals(node)).collect(Collectors.toSet()));
        long lasts = LASTS_US / 1_000_000;
        return List.of(
                new Kind("kill -9, started again after " + lasts + " s", new Fault.Kill(node), new Fault.Start(node)),
                new Kind("SIGSTOP, SIGCONT after " + lasts + " s", new Fault.Freeze(node), new Fault.Thaw(node)),
                new Kind("silent cut of " + lasts + " s", around, new Fault.Heal()),
                new Kind("what it says is lost for " + lasts + " s", oneWay, new Fault.Heal()),
                new Kind(
                        "lost disk, started again after " + lasts + " s",
                        new Fault.LoseDisk(node),
                        new Fault.Start(node)));
    }

    private Seen measure(Kind kind, Member victim) {
        awaitAgreement();
        long begun = ticker.us();
        site.strike(kind.fault());
        List<CompletableFuture<Seen>> others = site.members().stream()
                .filter(member -> member != victim)
                .map(member -> CompletableFuture.supplyAsync(
                        () -> write(member, begun),
                        task -> Thread.ofPlatform().daemon().start(task)))
                .toList();
        ticker.await(begun + LASTS_US);
        long ended = ticker.us();
        site.strike(kind.end());
        List<Seen> seen = others.stream().map(CompletableFuture::join).toList();
        awaitAgreement();
        return new Seen(
                seen.stream().mapToLong(Seen::acceptingUs).max().orElseThrow(),
                ticker.us() - ended,
                seen.stream().mapToInt(Seen::accepted).sum(),
                seen.stream().mapToInt(Seen::held).sum());
    }

    /** Writes to one node until the fault ends. */
    private Seen write(Member member, long begun) {
        long held = 0;
        int accepted = 0;
        int refused = 0;
        while (ticker.us() < begun + LASTS_US) {
            long sent = ticker.us();
            int content = contents.incrementAndGet();
            Answer answer = member.write(
                    "POST",
                    "/admin/v1/routes/of-" + member.name() + "/releases",
                    """
                    {"actor": "tests", "reason": "measured %1$d", "activate": true,
                     "release": {"purpose": "tests", "targets": ["small"], "max_tokens": %1$d}}
                    """.formatted(content),
                    Operator.PATIENCE);
            boolean good = answer.status() == 200 || answer.status() == 201;
            if (good && ticker.us() - sent < SLOW_US) {
                accepted++;
            } else {
                refused++;
                held = ticker.us() - begun;
            }
            ticker.await(ticker.us() + 20_000);
        }
        return new Seen(held, 0, accepted, refused);
    }

    private void awaitAgreement() {
        long begun = ticker.us();
        while (!site.agree(site.members())) {
            if (ticker.us() - begun > LIMIT_US) {
                throw new AssertionError("not the same on all nodes: " + site.standings());
            }
            ticker.await(ticker.us() + 20_000);
        }
    }

    /** The shortest and the longest. */
    private static String seconds(List<Long> us) {
        return "%.1f to %.1f s".formatted(us.getFirst() / 1e6, us.getLast() / 1e6);
    }
}
