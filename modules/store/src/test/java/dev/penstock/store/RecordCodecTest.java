package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Sha256;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Approval;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Trigger;
import dev.penstock.core.state.Voter;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {
    private static final HealingRule RULE = new HealingRule(
            "big", null, new Signature.Parameter("max_tokens"), new RuleAction.Send("max_completion_tokens"));
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");

    private static final RolloutPolicy POLICY = new RolloutPolicy(
            "careful",
            List.of(
                    stage(StageKind.EVAL, Share.NOTHING, Exposure.UNLIMITED, new Gate.Webhook("ci")),
                    stage(StageKind.CANARY, new Share(10_000), new Exposure(5L, 6L, 7L), new Gate.Approval()),
                    stage(StageKind.FULL, Share.NOTHING, Exposure.UNLIMITED, new Gate.Auto())),
            List.of(
                    Guardrail.of(GuardrailKind.ERROR),
                    new Guardrail(GuardrailKind.FEEDBACK, "off_topic", new Limit.None(), 2, 0.1),
                    new Guardrail(GuardrailKind.TTFT, "", new Limit.BaselineP95(), 1, 0),
                    new Guardrail(GuardrailKind.COST, "", new Limit.Fixed(1_000), 1, 0),
                    new Guardrail(GuardrailKind.SCORE, "", new Limit.Mean(0.03), 1, 0.01)),
            0.01,
            0.05,
            Duration.ofSeconds(60),
            List.of(new QuietTime(
                    DayOfWeek.FRIDAY,
                    LocalTime.of(16, 0),
                    DayOfWeek.MONDAY,
                    LocalTime.of(8, 30),
                    ZoneId.of("Europe/Berlin"))));

    private static Stage stage(StageKind kind, Share share, Exposure exposure, Gate gate) {
        return new Stage(kind, share, 50, Duration.ofMinutes(5), Duration.ofDays(1), 0.5, 0.005, exposure, gate);
    }

    static List<Entry> entries() {
        return List.of(
                said(new Command.Kill(KillScope.MODEL, "meta/llama", "Out of order.", NOON, InFlight.CUT)),
                said(Deeds.kill("support")),
                said(new Command.Lift(List.of("k1", "k2"))),
                said(new Command.Withdraw("support", "0123456789ab")),
                said(new Command.PublishRelease(Deeds.content("support", "m1"), true)),
                said(new Command.Activate("support", "0123456789ab", List.of("w"))),
                said(new Command.SetCanary(
                        "support", "0123456789ab", new Share(50_000), new Sticky.Header("x-user"), "salt")),
                said(new Command.EndCanary("support", List.of("c"))),
                said(new Command.SetShadow("support", "0123456789ab", new Share(1), 7)),
                said(new Command.EndShadow("support", List.of("s"))),
                said(new Command.RecordEval(
                        "support",
                        "0123456789ab",
                        "ba9876543210",
                        new EvalResult("ab".repeat(32), 40, 38, 37, 1, new EvalGate(20, 2, 80), "1 case was lost."))),
                said(new Command.StartRollout(
                        "support",
                        "0123456789ab",
                        "ba9876543210",
                        POLICY,
                        new Sticky.Metadata("tenant"),
                        "salt",
                        RolloutMode.DRY_RUN,
                        List.of("w1"))),
                said(new Command.EnterStage("support", "r1", 2, List.of("p1"))),
                said(new Command.ApproveStage("support", "r1", 2)),
                said(new Command.PauseRollout("support", List.of("r1"))),
                said(new Command.ResumeRollout("support", "r1", List.of("p1"))),
                said(new Command.EndRollout("support", List.of("r1"))),
                said(new Command.OverrideColdStart("a", List.of("b"))),
                said(new Command.SetVoters(List.of(new Voter("a", "j1"), new Voter("b", null), new Voter("c", "j3")))),
                said(new Command.Settle(List.of("r1"))),
                said(new Command.SetBudget("team/a", 10_000_000_000L, BudgetPeriod.MONTH)),
                said(new Command.GrantBlock("team/a", NOON, "a", "j1", 5_000_000_000L)),
                said(new Command.ReturnBlock("team/a", "g1", "a", "j1", 0)),
                said(new Command.AddTrigger(new Trigger(
                        "alert",
                        "f00",
                        new Trigger.Stop(
                                KillScope.ROUTE, "support", "Back soon.", Duration.ofMinutes(30), InFlight.CUT)))),
                said(new Command.AddTrigger(new Trigger(
                        "page", "f00", new Trigger.Stop(KillScope.GLOBAL, "all", null, null, InFlight.DRAIN)))),
                said(new Command.AddTrigger(new Trigger("slow", "f00", new Trigger.RollBack("support")))),
                said(new Command.RevokeTrigger(List.of("t1"))),
                said(new Command.KeepRule(new KeptRule(RULE.id(), RULE, true, null), List.of("r1"))),
                said(new Command.KeepRule(new KeptRule(RULE.id(), RULE.forRoute("support"), false, NOON), List.of())),
                said(new Command.RevokeRule(RULE.id(), RULE)),
                said(new Command.SetPolicy(new Policy(
                        List.of("lift"),
                        List.of(
                                new Policy.Freeze("weekend", NOON, NOON.plusSeconds(60), null),
                                new Policy.Freeze("sale", NOON, NOON.plusSeconds(60), List.of("support")))))),
                said(new Command.AskApproval(new Command.Activate("support", "0123456789ab", List.of()), NOON)),
                said(new Command.EndApproval(List.of("a1"))),
                new Entry.Commit("p", List.of(new Vote("a", "j1", "k:1"), new Vote("b", "j2", ""))));
    }

    private static Entry said(Command command) {
        return new Entry.Said(command);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatIsWrittenIsReadAsItWas(Entry entry) {
        StoredRecord written = RecordCodec.write(7, NOON, "node-a", Deeds.ANN, List.of("parent"), entry);

        StoredRecord read = RecordCodec.read(written.bytes()).orElseThrow();

        assertThat(read.record()).isEqualTo(written.record());
        assertThat(read.id()).isEqualTo(Sha256.hex(written.bytes()));
    }

    @Test
    void whoWroteItIsReadAsItWas() {
        Author author =
                new Author("ann", "why", "ci", new Request("k 1", "f00"), new Approval("a1", "ben", "Ben", "seen"));
        StoredRecord written = RecordCodec.write(7, NOON, "node-a", author, List.of(), said(Deeds.kill("support")));

        assertThat(RecordCodec.read(written.bytes()).orElseThrow().record()).isEqualTo(written.record());
        assertThat(new String(written.bytes(), UTF_8))
                .contains("'principal':'ci','request':{'key':'k 1','fingerprint':'f00'},"
                        .concat(
                                "'approved_by':{'request':'a1','principal':'ben','actor':'Ben','reason':'seen'},'parents'")
                        .replace('\'', '"'));
    }

    @Test
    void theSameRecordHasTheSameIdOnEveryMachine() {
        StoredRecord kill = RecordCodec.write(7, NOON, "node-a", Deeds.ANN, List.of(), said(Deeds.kill("support")));

        assertThat(new String(kill.bytes(), UTF_8))
                .isEqualTo("{'v':2,'kind':'kill','lamport':7,'at':'2026-01-02T12:00:00.123456Z','node':'node-a',"
                        .concat("'actor':'ann','reason':'a test','parents':[],'payload':{'scope':'route',")
                        .concat("'key':'support','public_reason':null,'expires':null,'inflight':'drain'}}")
                        .replace('\'', '"'));
    }

    @Test
    void aRecordOfANewerVersionIsKeptWithoutAMeaning() {
        for (String newer : List.of(record(2, "rollout", "{}"), record(3, "kill", "{}"), record(2, "kill", "{}"))) {
            StoredRecord read = RecordCodec.read(newer.getBytes(UTF_8)).orElseThrow();

            assertThat(read.record().entry()).isInstanceOf(Entry.Unknown.class);
            assertThat(read.bytes()).isEqualTo(newer.getBytes(UTF_8));
        }
    }

    @Test
    void whatIsNoRecordIsNone() {
        for (String nothing : List.of("", "null", "[]", "{}", "{\"v\":1}", "no")) {
            assertThat(RecordCodec.read(nothing.getBytes(UTF_8))).as(nothing).isEmpty();
        }
    }

    private static String record(int version, String kind, String payload) {
        return "{\"v\":" + version + ",\"kind\":\"" + kind
                + "\",\"lamport\":1,\"at\":\"2026-01-02T12:00:00Z\",\"node\":\"b\",\"actor\":\"x\",\"reason\":\"y\","
                + "\"parents\":[],\"payload\":" + payload + "}";
    }
}
