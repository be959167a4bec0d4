package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.cluster.Member;
import org.jspecify.annotations.Nullable;

/** One thing that was killed, perhaps lifted, and what must have come of it. */
final class KillHistory {
    private final String key;
    private final int disks;
    /** Null: nobody knows. */
    private @Nullable Boolean killed = false;

    /** {@code disks}: a write that is on fewer does not count as done. */
    KillHistory(String key, int disks) {
        this.key = key;
        this.disks = disks;
    }

    boolean isKilled() {
        return Boolean.TRUE.equals(killed);
    }

    Outcome kill(Member node, String reason) {
        return settle(Outcome.of(node.write("PUT", path(), Clusters.because(reason)), disks), true);
    }

    Outcome lift(Member node, String reason) {
        return settle(Outcome.of(node.write("DELETE", path(), Clusters.because(reason)), disks), false);
    }

    private Outcome settle(Outcome outcome, boolean done) {
        switch (outcome) {
            case DONE -> killed = done;
            case NOT_DONE -> {}
            case UNKNOWN -> killed = null;
        }
        return outcome;
    }

    /** Looks at a node whether it shows what must be. */
    void assertStandsOn(Member node) {
        if (killed != null) {
            assertThat(node.read(path()).status())
                    .as("kill of %s on node %s", key, node.name())
                    .isEqualTo(killed ? 200 : 404);
        }
    }

    private String path() {
        return "/admin/v1/kills/key/" + key;
    }
}
