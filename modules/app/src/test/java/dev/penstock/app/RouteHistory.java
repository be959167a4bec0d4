package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.RouteModel.Picture;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One route, written to by one operator, and what must have come of it. */
final class RouteHistory {
    private final String name;
    private final int disks;
    private RouteModel sure = RouteModel.EMPTY;
    /** What it looks like if the last write, of which nobody knows, was done. */
    private @Nullable RouteModel perhaps;

    /** {@code disks}: a write that is on fewer does not count as done. */
    RouteHistory(String name, int disks) {
        this.name = name;
        this.disks = disks;
    }

    /** Whether the outcome of its last write is unknown: what another one would mean cannot be told. */
    boolean isUnclear() {
        return perhaps != null;
    }

    /** Writes something that makes sense as things stand. */
    Outcome write(Member node, String reason, SplittableRandom chance) {
        List<String> eligible = sure.eligible();
        Optional<String> newest = sure.newest();
        int dice = chance.nextInt(10);
        if (dice < 3 && newest.isPresent()) {
            return rollback(node, reason, newest.get());
        }
        if (dice < 5 && !eligible.isEmpty()) {
            return activate(node, reason, eligible.get(chance.nextInt(eligible.size())));
        }
        if (dice < 8 && !eligible.isEmpty()) {
            return canary(node, reason, eligible.get(chance.nextInt(eligible.size())), chance.nextInt(0, 51));
        }
        return publish(node, reason, chance.nextBoolean());
    }

    private Outcome publish(Member node, String reason, boolean activate) {
        Answer answer = node.write("POST", path() + "/releases", """
            {"actor": "tests", "reason": "%s", "activate": %b,
             "release": {"purpose": "tests", "targets": ["small"], "max_tokens": %d}}
            """.formatted(
                        reason, activate, sure.ids().size() + 1));
        String id = answer.body().path("release").path("id").asText();
        return settle(answer, sure.published(reason, id, activate));
    }

    private Outcome activate(Member node, String reason, String release) {
        return settle(node.write("POST", path() + "/activate", naming(release, reason, "")), sure.activated(release));
    }

    private Outcome canary(Member node, String reason, String candidate, int percent) {
        Answer answer = node.write(
                "PUT",
                path() + "/canary",
                naming(candidate, reason, ", \"share\": " + percent + ", \"sticky\": \"user\""));
        return settle(answer, percent == 0 ? sure.withoutCanary() : sure.withCanary(candidate, percent));
    }

    private Outcome rollback(Member node, String reason, String release) {
        return settle(node.write("POST", path() + "/rollback", naming(release, reason, "")), sure.rolledBack(release));
    }

    private String naming(String release, String reason, String more) {
        return "{\"actor\": \"tests\", \"reason\": \"%s\", \"release\": \"%s\"%s}"
                .formatted(reason, sure.ids().get(release), more);
    }

    private Outcome settle(Answer answer, RouteModel done) {
        Outcome outcome = Outcome.of(answer, disks);
        switch (outcome) {
            case DONE -> sure = done;
            case NOT_DONE -> {}
            case UNKNOWN -> perhaps = done;
        }
        return outcome;
    }

    /** Looks at a node whether it shows what must be, or may be. */
    void assertStandsOn(Member node) {
        Picture seen = seen(node);
        if (perhaps == null) {
            assertThat(seen).as("route %s on node %s", name, node.name()).isEqualTo(sure.picture());
        } else {
            assertThat(seen)
                    .as("route %s on node %s, its last write unknown", name, node.name())
                    .isIn(sure.picture(), perhaps.picture());
        }
    }

    private Picture seen(Member node) {
        JsonNode route = node.read(path()).body();
        Set<String> releases = reasons(node.read(path() + "/releases").body().path("releases"));
        Set<String> withdrawn = new TreeSet<>();
        route.path("withdrawn")
                .forEach(one -> withdrawn.add(one.path("release").path("reason").asText()));
        JsonNode canary = route.path("canary");
        return new Picture(
                releases,
                route.path("serves").path("reason").textValue(),
                withdrawn,
                canary.path("release").path("reason").textValue(),
                canary.path("share").asInt());
    }

    private static Set<String> reasons(JsonNode releases) {
        Set<String> reasons = new TreeSet<>();
        releases.forEach(release -> reasons.add(release.path("reason").asText()));
        return reasons;
    }

    private String path() {
        return "/admin/v1/routes/" + name;
    }
}
