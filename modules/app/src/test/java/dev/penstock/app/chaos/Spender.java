package dev.penstock.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.chaos.Write.Outcome;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Spends this and that of the budgets on any node, whatever comes of it. */
final class Spender {
    /** Of this one callers want more than there is. */
    static final String SCARCE = "scarce";
    /** Of this one there is more than they want. */
    static final String AMPLE = "ample";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST = 40;

    private final Site site;
    private final Records records;
    private final SplittableRandom chance;

    Spender(Site site, Records records, SplittableRandom chance) {
        this.site = site;
        this.records = records;
        this.chance = chance;
    }

    /** Makes a budget that is never renewed. */
    static void make(String budget, long units, Member member) {
        Answer made = member.write(
                "PUT",
                "/admin/v1/budgets/" + budget,
                "{\"units\": %d, \"period\": \"none\", \"actor\": \"chaos\", \"reason\": \"to be spent\"}"
                        .formatted(units));
        if (made.status() != 200) {
            throw new AssertionError("before the storm: " + made);
        }
    }

    /** Spends once, on a node whose process is there, if there is one. */
    void any() {
        List<Member> alive = site.members().stream().filter(Member::isAlive).toList();
        List<Member> members = alive.isEmpty() ? site.members() : alive;
        Member member = members.get(chance.nextInt(members.size()));
        spend(chance.nextBoolean() ? SCARCE : AMPLE, chance.nextLong(1, MOST + 1), member);
    }

    /** Spends so many units of this budget on this node. */
    Outcome spend(String budget, long units, Member member) {
        Answer answer =
                member.write("POST", "/admin/v1/budgets/" + budget + "/spend", "{\"units\": " + units + "}", PATIENCE);
        Outcome outcome = outcome(answer);
        records.add(new Spend(budget, units, member.name(), outcome));
        return outcome;
    }

    private static Outcome outcome(Answer answer) {
        return switch (answer.status()) {
            case 200 -> Outcome.DONE;
            // The node was not there, has not heard of the budget, or has nothing of it at hand or at all.
            case Answer.NOT_SENT, 404, 409, 503 -> Outcome.NOTHING;
            case Answer.LOST -> Outcome.UNKNOWN;
            default -> throw new AssertionError("an answer that the API does not promise: " + answer);
        };
    }

    /** The units that each node was granted and has not returned, by budget, as a node shows them. */
    static Map<String, Map<String, Long>> had(Member member) {
        Map<String, Map<String, Long>> had = new HashMap<>();
        for (JsonNode budget : member.read("/admin/v1/budgets").body().path("budgets")) {
            Map<String, Long> byNode = new HashMap<>();
            budget.path("nodes")
                    .properties()
                    .forEach(node -> byNode.put(
                            node.getKey(),
                            node.getValue().path("granted").asLong()
                                    - node.getValue().path("returned").asLong()));
            had.put(budget.path("budget").asText(), byNode);
        }
        return had;
    }
}
