package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * How long kills take to be in effect on all nodes, as the node that was asked has measured it: from the request to the
 * last answer of another node that it is in effect there, without that node's disk.
 *
 * @param ms ascending
 */
record KillPropagation(List<Long> ms) {
    /** Kills so many things, on each node in turn, and looks at the other nodes whether they know. */
    static KillPropagation measure(List<Member> nodes, int count, String prefix) {
        List<Long> ms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Member asked = nodes.get(i % nodes.size());
            String path = "/admin/v1/kills/key/" + prefix + i;
            Answer answer = asked.write("PUT", path, Clusters.because("measured"));
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
            assertThat(answer.body().path("applied").size())
                    .as("nodes in %s", answer.body())
                    .isEqualTo(nodes.size());
            long slowest = 0;
            for (Member node : nodes) {
                assertThat(node.read(path).status())
                        .as("kill %s on node %s", path, node.name())
                        .isEqualTo(200);
                slowest = Math.max(
                        slowest, answer.body().path("applied").path(node.name()).asLong());
            }
            ms.add(slowest);
        }
        ms.sort(null);
        return new KillPropagation(List.copyOf(ms));
    }

    long percentile(int percent) {
        return ms.get(Math.min(ms.size() - 1, ms.size() * percent / 100));
    }

    long max() {
        return ms.getLast();
    }

    /** Tells the figures, with how busy the machine is. */
    void print(String when) {
        System.out.printf(
                "propagation of %d kills to all nodes, %s: p50 %d ms, p99 %d ms, max %d ms (load average %.1f)%n",
                ms.size(),
                when,
                percentile(50),
                percentile(99),
                max(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
