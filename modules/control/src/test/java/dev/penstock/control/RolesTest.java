package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Operator.Answer;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.config.Role;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Trigger;
import dev.penstock.core.state.Voter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the holders of tokens may do. */
class RolesTest {
    private static final String BODY = json("{'reason':'it lies','actor':'ann'}");

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,kills/route/support",
        "DELETE,kills/route/support",
        "POST,routes/support/releases",
        "POST,routes/support/activate",
        "POST,routes/support/rollback",
        "PUT,routes/support/canary",
        "PUT,routes/support/shadow",
        "POST,routes/support/rollouts",
        "POST,routes/support/rollouts/current/abort"
    })
    void aViewerWritesNothing(String method, String path) {
        Answer refused = as(Role.VIEWER, method, path, BODY);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("type").asText()).isEqualTo("urn:penstock:problem:role-too-low");
        assertThat(refused.body().path("role").asText()).isEqualTo("viewer");
        assertThat(refused.body().path("needed").asText()).isEqualTo("operator");
        assertThat(refused.detail())
                .isEqualTo("Token 'viewer' has the role viewer; " + method + " /admin/v1/" + path + " needs operator.");
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void anApprovalNeedsTheRoleThatTheWriteNeeds() {
        ReleaseContent content = ReleaseContent.of(
                operator.config, Objects.requireNonNull(operator.config.routes().get("support")));
        Share share = new Share(10_000);
        HealingRule rule = new HealingRule("big", null, new Signature.ModelGone(), new RuleAction.AskLast());
        Map<Command.Resuming, String> few = Map.of(
                new Command.Activate("support", "r", List.of()), "POST routes/support/activate",
                new Command.AddTrigger(new Trigger("t", "f00", new Trigger.RollBack("support"))), "POST triggers",
                new Command.Lift(List.of()), "DELETE kills/route/support",
                new Command.PublishRelease(content, false), "POST routes/support/releases",
                new Command.SetBudget("trial", 1, BudgetPeriod.DAY), "PUT budgets/trial",
                new Command.SetCanary("support", "r", share, new Sticky.User(), "s"), "PUT routes/support/canary",
                new Command.SetPolicy(Policy.NONE), "PUT policy",
                new Command.SetShadow("support", "r", share, 1), "PUT routes/support/shadow",
                new Command.SetVoters(List.of(new Voter("a", null))), "PUT cluster/voters",
                new Command.Settle(List.of("r")), "POST conflicts/r/settle");
        Map<Command.Resuming, String> writes = new HashMap<>(few);
        writes.put(new Command.KeepRule(new KeptRule(rule.id(), rule, true, null), List.of()), "POST rules");
        writes.put(
                new Command.StartRollout(
                        "support", "r", "s", RolloutPolicy.DEFAULT, new Sticky.User(), "x", RolloutMode.LIVE),
                "POST routes/support/rollouts");
        writes.put(new Command.EnterStage("support", "r", 1), "POST routes/support/rollouts/r/promote");
        writes.put(new Command.ApproveStage("support", "r", 1), "POST routes/support/rollouts/r/approve");
        writes.put(new Command.ResumeRollout("support", "r", List.of()), "POST routes/support/rollouts/r/resume");

        assertThat(writes.keySet()).extracting(Command::kind).containsExactlyInAnyOrderElementsOf(Policy.KINDS);
        writes.forEach((command, endpoint) -> {
            String[] parts = endpoint.split(" ", -1);
            assertThat(as(Role.VIEWER, parts[0], parts[1], null)
                            .body()
                            .path("needed")
                            .asText())
                    .as(endpoint)
                    .isEqualTo(ApprovalEndpoints.needed(command).word());
        });
    }

    @Test
    void whatIsRefusedIsRefusedBeforeItIsRead() {
        assertThat(as(Role.VIEWER, "PUT", "kills/route/support", "{").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"VIEWER", "OPERATOR", "ADMIN"})
    void everybodyReads(Role role) {
        assertThat(as(role, "GET", "kills", null).status()).isEqualTo(200);
        assertThat(as(role, "GET", "routes/support", null).status()).isEqualTo(200);
        assertThat(as(role, "GET", "cluster", null).status()).isEqualTo(200);
    }

    @Test
    void theTokensNameIsKeptWithTheWrite() {
        assertThat(as(Role.OPERATOR, "PUT", "kills/route/support", BODY).status())
                .isEqualTo(201);

        assertThat(operator.control.state().kills().values()).singleElement().satisfies(kill -> {
            assertThat(kill.record().author().principal()).isEqualTo("operator");
            assertThat(kill.record().author().actor()).isEqualTo("ann");
        });
        assertThat(operator.get("/admin/v1/kills")
                        .body()
                        .at("/kills/0/principal")
                        .asText())
                .isEqualTo("operator");
    }

    private Answer as(Role role, String method, String path, @Nullable String body) {
        return operator.send(method, "/admin/v1/" + path, body, "authorization", "Bearer " + Operator.token(role));
    }
}
