package dev.penstock.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.chaos.Write.Outcome;
import dev.penstock.app.chaos.Write.Receipt;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Writes this and that to any node, again and again, whatever comes of it. */
final class Operator {
    /** Longer than a node takes to find that it has no majority, if no more than a few writes wait for that. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final int number;
    private final Site site;
    private final Ticker ticker;
    private final Records records;
    private final SplittableRandom chance;
    private int count;

    Operator(int number, Site site, Ticker ticker, Records records, SplittableRandom chance) {
        this.number = number;
        this.site = site;
        this.ticker = ticker;
        this.records = records;
        this.chance = chance;
    }

    /** Makes one write on a node whose process is there, if there is one. */
    Write any() {
        List<Member> alive = site.members().stream().filter(Member::isAlive).toList();
        List<Member> members = alive.isEmpty() ? site.members() : alive;
        return make(deed(), members.get(chance.nextInt(members.size())));
    }

    private Deed deed() {
        String route = Records.ROUTES.get(chance.nextInt(Records.ROUTES.size()));
        List<String> releases = records.releases(route);
        String release = releases.isEmpty() ? "" : releases.get(chance.nextInt(releases.size()));
        int dice = chance.nextInt(20);
        if (dice < 5) {
            return new Deed.Kill(route);
        }
        if (dice < 9) {
            return new Deed.Lift(route);
        }
        if (dice < 12 || releases.isEmpty()) {
            return new Deed.Publish(route, chance.nextBoolean());
        }
        if (dice < 14) {
            return new Deed.Activate(route, release);
        }
        if (dice < 17) {
            return new Deed.SetCanary(route, release, chance.nextInt(1, 101));
        }
        return dice < 18 ? new Deed.EndCanary(route) : new Deed.Withdraw(route, release);
    }

    /** Makes this write on this node. */
    Write make(Deed deed, Member member) {
        String reason = "operator" + number + "-" + ++count;
        long begun = ticker.us();
        Answer answer = send(deed, reason, member);
        Outcome outcome = outcome(answer);
        Write write = new Write(
                deed,
                reason,
                member.name(),
                begun,
                outcome == Outcome.UNKNOWN ? Write.NEVER : ticker.us(),
                outcome,
                receipt(answer.status(), answer.body()));
        records.add(write, answer.body().path("release").path("id").asText());
        return write;
    }

    private Answer send(Deed deed, String reason, Member member) {
        String why = "\"actor\": \"chaos\", \"reason\": \"" + reason + "\"";
        return switch (deed) {
            case Deed.Kill(String route) ->
                member.write(
                        "PUT",
                        "/admin/v1/kills/route/" + route,
                        // Farther ahead than clocks are wrong: it does not expire.
                        "{%s, \"public_reason\": \"%s\"%s}"
                                .formatted(why, reason, chance.nextBoolean() ? ", \"in\": \"12h\"" : ""),
                        PATIENCE);
            case Deed.Lift(String route) ->
                member.write("DELETE", "/admin/v1/kills/route/" + route, "{" + why + "}", PATIENCE);
            case Deed.Publish(String route, boolean activate) ->
                member.write(
                        "POST",
                        "/admin/v1/routes/" + route + "/releases",
                        "{%s, \"activate\": %b, \"release\": {\"purpose\": \"tests\", \"targets\": [\"small\"], \"max_tokens\": %d}}"
                                // Another content each time.
                                .formatted(why, activate, number * 1_000 + count),
                        PATIENCE);
            case Deed.Activate(String route, String release) ->
                member.write("POST", "/admin/v1/routes/" + route + "/activate", naming(release, why, ""), PATIENCE);
            case Deed.SetCanary(String route, String candidate, int share) ->
                member.write(
                        "PUT",
                        "/admin/v1/routes/" + route + "/canary",
                        naming(candidate, why, ", \"sticky\": \"user\", \"share\": " + share),
                        PATIENCE);
            case Deed.EndCanary(String route) ->
                member.write("PUT", "/admin/v1/routes/" + route + "/canary", "{" + why + ", \"share\": 0}", PATIENCE);
            case Deed.Withdraw(String route, String release) ->
                member.write("POST", "/admin/v1/routes/" + route + "/rollback", naming(release, why, ""), PATIENCE);
        };
    }

    private String naming(String release, String why, String more) {
        return "{%s, \"release\": \"%s\"%s}".formatted(why, records.id(release), more);
    }

    /** What an answer means; one that the API does not promise is a fault of the node. */
    private static Outcome outcome(Answer answer) {
        return switch (answer.status()) {
            case 200, 201 -> answer.body().path("unchanged").asBoolean() ? Outcome.NOTHING : Outcome.DONE;
            // The node was not there, has not heard yet of what the write is about, or has no majority.
            case Answer.NOT_SENT, 404, 409, 503 -> Outcome.NOTHING;
            case Answer.LOST, 504 -> Outcome.UNKNOWN;
            default -> throw new AssertionError("an answer that the API does not promise: " + answer);
        };
    }

    private static Receipt receipt(int status, JsonNode body) {
        Set<String> applied = new HashSet<>();
        for (Map.Entry<String, JsonNode> node : body.path("applied").properties()) {
            applied.add(node.getKey());
        }
        Set<String> lifted = new HashSet<>();
        body.path("lifted").forEach(kill -> lifted.add(kill.asText()));
        return new Receipt(
                status, body.path("id").asText(), body.path("journaled").asInt(), applied, lifted);
    }
}
