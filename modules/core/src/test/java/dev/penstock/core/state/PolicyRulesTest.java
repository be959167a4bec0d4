package dev.penstock.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Policy.Freeze;
import dev.penstock.core.state.PolicyRules.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRulesTest {
    private static final Instant FROM = Instant.parse("2026-11-27T00:00:00Z");
    private static final Instant TO = FROM.plus(Duration.ofDays(4));
    private static final ReleaseContent CONTENT = Written.content("support", "m1");

    private final Written written = new Written();

    @Test
    void aFreezeHoldsFromItsBeginToItsEnd() {
        set(List.of(), List.of("support"));
        Command.Resuming activate = new Command.Activate("support", "x", List.of());

        assertThat(decide(activate, FROM.minusMillis(1))).isInstanceOf(Decision.Go.class);
        assertThat(decide(activate, FROM)).isInstanceOfSatisfying(Decision.No.class, no -> {
            assertThat(no.objection().kind()).isEqualTo(Objection.Kind.FROZEN);
            assertThat(no.objection().message()).contains("'sale'").contains("2026-12-01T00:00:00Z");
        });
        assertThat(decide(activate, TO.minusMillis(1))).isInstanceOf(Decision.No.class);
        assertThat(decide(activate, TO)).isInstanceOf(Decision.Go.class);
    }

    @ParameterizedTest
    @CsvSource({
        "support, support, true",
        "other, support, false",
        "other, , true",
    })
    void aFreezeHoldsItsRoutesAndNoOther(String route, @Nullable String frozen, boolean refused) {
        set(List.of(), frozen == null ? null : List.of(frozen));
        Share share = new Share(10_000);
        for (Command.Resuming command : List.of(
                new Command.PublishRelease(Written.content(route, "m1"), false),
                new Command.Activate(route, "x", List.of()),
                new Command.SetCanary(route, "x", share, new Sticky.User(), "s"),
                new Command.SetShadow(route, "x", share, 1))) {
            assertThat(decide(command, FROM) instanceof Decision.No)
                    .as(command.kind())
                    .isEqualTo(refused);
        }
    }

    @Test
    void anEvalIsRecordedInAFreeze() {
        set(List.of(), null);
        EvalResult result = new EvalResult("0".repeat(64), 30, 30, 30, 0, EvalGate.DEFAULT, "Passed.");

        assertThat(decide(new Command.RecordEval("support", "x", "y", result), FROM))
                .isInstanceOf(Decision.Go.class);
    }

    @Test
    void whatIsAboutNoRouteIsNotFrozen() {
        set(List.of(), null);
        for (Command.Resuming command : List.of(
                new Command.SetVoters(List.of(new Voter("a", null))),
                new Command.Settle(List.of("r")),
                new Command.AddTrigger(new Trigger("t", "f00", new Trigger.RollBack("support"))),
                new Command.SetPolicy(Policy.NONE))) {
            assertThat(decide(command, FROM)).as(command.kind()).isInstanceOf(Decision.Go.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ROUTE, support, true",
        "ROUTE, other, false",
        "RELEASE, ID, true",
        "RELEASE, unknown, true",
        "PROVIDER, openai, true",
        "GLOBAL, all, true",
    })
    void aLiftIsFrozenIfItMayGiveToARouteThatIs(KillScope scope, String key, boolean refused) {
        written.resuming(new Command.PublishRelease(CONTENT, true));
        String kill = written.stopping(Written.kill(scope, key.equals("ID") ? CONTENT.id() : key));
        set(List.of(), List.of("support"));

        assertThat(decide(new Command.Lift(List.of(kill)), FROM) instanceof Decision.No)
                .isEqualTo(refused);
    }

    @Test
    void aReleaseOfAnotherRouteIsNotFrozen() {
        written.resuming(new Command.PublishRelease(CONTENT, true));
        String kill = written.stopping(Written.kill(KillScope.RELEASE, CONTENT.id()));
        set(List.of(), List.of("other"));

        assertThat(decide(new Command.Lift(List.of(kill)), FROM)).isInstanceOf(Decision.Go.class);
    }

    @Test
    void aListedKindNeedsASecondPersonAndSoDoesAnotherPolicy() {
        set(List.of("activate"), List.of("other"));
        Command.Resuming activate = new Command.Activate("support", "x", List.of());
        Command.Resuming publish = new Command.PublishRelease(CONTENT, false);
        ControlState state = written.state();

        assertThat(decide(activate, FROM)).isEqualTo(new Decision.Ask(FROM.plus(Duration.ofHours(24))));
        assertThat(decide(new Command.SetPolicy(Policy.NONE), FROM)).isInstanceOf(Decision.Ask.class);
        assertThat(decide(publish, FROM)).isInstanceOf(Decision.Go.class);
        assertThat(PolicyRules.decide(List.of(publish, activate), false, state, FROM))
                .isInstanceOf(Decision.Ask.class);
        assertThat(PolicyRules.decide(List.of(publish, activate), true, state, FROM))
                .isInstanceOf(Decision.Go.class);
    }

    @Test
    void aPublicationThatActivatesIsAnActivation() {
        set(List.of("activate"), List.of("other"));

        assertThat(decide(new Command.PublishRelease(CONTENT, true), FROM)).isInstanceOf(Decision.Ask.class);
    }

    @Test
    void aWriteWithoutAnApprovalIsRefusedOnceThePolicyWantsOne() {
        String kill = written.stopping(Written.kill(KillScope.ROUTE, "support"));
        Command.Resuming lift = new Command.Lift(List.of(kill));
        Author ann = new Author("ann", "why", "ci", null);
        assertThat(WriteRules.objection(lift, ann, written.state(), FROM)).isEmpty();

        set(List.of("lift"), List.of("other"));

        assertThat(WriteRules.objection(lift, ann, written.state(), FROM)).hasValueSatisfying(objection -> {
            assertThat(objection.kind()).isEqualTo(Objection.Kind.CONFLICT);
            assertThat(objection.message()).contains("second person").contains("send it again");
        });
    }

    @Test
    void aNodeEnrolsJournalsByItself() {
        set(List.of("set-voters"), List.of("other"));
        Command.Resuming voters = new Command.SetVoters(List.of(new Voter("a", "j2")));

        assertThat(WriteRules.objection(voters, new Author("penstock", "a new journal"), written.state(), FROM))
                .isEmpty();
        assertThat(WriteRules.objection(voters, new Author("ann", "why", "ci", null), written.state(), FROM))
                .isPresent();
    }

    @Test
    void aPolicyIsChangedByOneAsLongAsNothingNeedsTwo() {
        assertThat(decide(new Command.SetPolicy(new Policy(List.of("lift"), List.of())), FROM))
                .isInstanceOf(Decision.Go.class);
    }

    @Test
    void approvalDoesNotThaw() {
        set(List.of("activate"), null);
        Command.Resuming activate = new Command.Activate("support", "x", List.of());

        assertThat(PolicyRules.decide(List.of(activate), true, written.state(), FROM))
                .isInstanceOf(Decision.No.class);
        assertThat(WriteRules.objection(activate, new Author("ann", "why"), written.state(), FROM))
                .hasValueSatisfying(objection -> assertThat(objection.kind()).isEqualTo(Objection.Kind.FROZEN));
    }

    @Test
    void everyKindThatResumesSomethingMayNeedApproval() {
        // The nodes make the others about budgets by themselves, and record what came out of an eval.
        List<String> kinds = Stream.concat(
                        Arrays.stream(Command.Resuming.class.getPermittedSubclasses())
                                .filter(kind -> !kind.isInterface() && kind != Command.RecordEval.class),
                        Stream.of(Command.SetBudget.class))
                .map(kind -> kind.getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                        .toLowerCase(Locale.ROOT))
                .toList();

        assertThat(Policy.KINDS).containsExactlyInAnyOrderElementsOf(kinds).isSorted();
    }

    @Test
    void aRequestStandsUntilItIsApprovedOrTakenBackInWhateverOrderThatIsHeard() {
        Command.Resuming publish = new Command.PublishRelease(CONTENT, true);
        Command.AskApproval ask = new Command.AskApproval(publish, TO);
        String approved = written.stopping(ask);
        String takenBack = written.stopping(ask);
        String open = written.stopping(ask);
        Author both = new Author("ann", "why", "ci", null, new ControlRecord.Approval(approved, "ben", "Ben", "seen"));
        ControlState asked = written.state();
        assertThat(WriteRules.objection(publish, both, asked, FROM)).isEmpty();

        written.resuming(publish, both);
        written.stopping(new Command.EndApproval(List.of(takenBack)));

        assertThat(written.state().approvals()).containsOnlyKeys(open);
        assertThat(Fold.of(written.records().reversed()).approvals()).containsOnlyKeys(open);
        assertThat(written.state().approvalsAt(TO.minusMillis(1))).hasSize(1);
        assertThat(written.state().approvalsAt(TO)).isEmpty();
        assertThat(WriteRules.objection(publish, both, written.state(), FROM))
                .hasValueSatisfying(
                        objection -> assertThat(objection.message()).contains("approved or taken back meanwhile"));
    }

    @Test
    void whatGoesBeforeAWriteHasItsApprovalAndLeavesTheRequestOpenForIt() {
        Command.Resuming publish = new Command.PublishRelease(CONTENT, true);
        String request = written.stopping(new Command.AskApproval(publish, TO));
        Author both = new Author("ann", "why", "ci", null, new ControlRecord.Approval(request, "ben", "Ben", "seen"));

        written.resuming(new Command.PublishRelease(Written.content("support", "m0"), true), both);
        assertThat(written.state().approvals()).containsOnlyKeys(request);
        assertThat(Fold.of(written.records().reversed()).approvals()).containsOnlyKeys(request);

        written.resuming(publish, both);
        assertThat(written.state().approvals()).isEmpty();
        assertThat(Fold.of(written.records().reversed()).approvals()).isEmpty();
    }

    @Test
    void aPolicyThatCannotBeIsRefused() {
        Freeze freeze = new Freeze("sale", FROM, TO, null);

        assertThatThrownBy(() -> new Policy(List.of("kill"), List.of()))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("four_eyes");
        assertThatThrownBy(() -> new Policy(List.of(), List.of(freeze, freeze))).isInstanceOf(BadConfig.class);
        assertThatThrownBy(() -> new Freeze("sale", TO, FROM, null)).isInstanceOf(BadConfig.class);
        assertThatThrownBy(() -> new Freeze("sale", FROM, TO, List.of())).isInstanceOf(BadConfig.class);
    }

    private void set(List<String> fourEyes, @Nullable List<String> routes) {
        written.resuming(new Command.SetPolicy(new Policy(fourEyes, List.of(new Freeze("sale", FROM, TO, routes)))));
    }

    private Decision decide(Command.Resuming command, Instant now) {
        return PolicyRules.decide(List.of(command), false, written.state(), now);
    }
}
