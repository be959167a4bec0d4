package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock rollout policies}. */
@Command(
        name = "policies",
        description = "List the policies of rollouts that a node's penstock.yaml has; --json shows each in full.",
        mixinStandardHelpOptions = true,
        footer = {"", "  penstock rollout policies"})
final class RolloutPoliciesCommand implements Runnable {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
        JsonNode answer = admin.client().get("/admin/v1/rollout-policies");
        admin.show(answer, out -> {
            Table table = new Table("policy", "stages", "guardrails", "alpha");
            answer.path("policies").forEach(policy -> {
                JsonNode document = policy.path("document");
                table.row(
                        policy.path("name"),
                        names(document.path("stages"), "share"),
                        names(document.path("guardrails"), "label"),
                        document.path("alpha"));
            });
            table.print(out);
        });
    }

    /** Each in a word: its own, or that of its kind with what tells it from others of it. */
    private static String names(JsonNode all, String field) {
        List<String> names = new ArrayList<>();
        for (JsonNode one : all) {
            String kind = one.path("kind").asText();
            String more = one.path(field).asText();
            names.add(one.isTextual() ? one.textValue() : kind + (kind.isEmpty() || more.isEmpty() ? "" : ":") + more);
        }
        return String.join(", ", names);
    }
}
