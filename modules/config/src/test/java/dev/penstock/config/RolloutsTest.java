package dev.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.Guardrail;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.Limit;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rollouts:} of penstock.yaml, and the same policies as documents. */
class RolloutsTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("KEY", "not-a-real-key", "SECRET", "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG9mIDI0IGJ5dGVz");
    private static final String WEBHOOK =
            "webhooks: [{ name: ci, url: \"https://ci.test\", secret: \"${env:SECRET}\" }]\n";

    private static final String ALL = """
        rollouts:
          careful:
            stages:
              - eval
              - { kind: shadow, gate: { webhook: ci } }
              - 0.5 %
              - share: 5 %
                requests: 1000
                time: 90m
                deadline: never
                margin: 1.5
                tolerance: 0.01
                exposure: { requests: 5000, bad: 20, microdollars: 3000000 }
                gate: approval
              - { share: 30, exposure: none, gate: auto }
              - full
            guardrails:
              - error
              - ttft
              - feedback:off_topic
              - { kind: total, limit: 2s, weight: 0.5, tolerated: 0.2 }
              - { kind: between, limit: baseline_p95 }
              - { kind: cost, limit: 20000 }
              - { kind: regenerated, limit: 30s }
              - { kind: feedback, label: wrong }
              - { kind: score, weight: 2, tolerated: 0.01, margin: 0.03 }
            alpha: 0.02
            beta: 0.1
            horizon: 20s
            quiet:
              - { from: "Fri 16:00", to: "Mon 08:00", zone: Europe/Berlin }
        """;

    private final Path dir;

    RolloutsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aPolicyIsReadWithAllThatItSays() {
        RolloutPolicy policy = policy("careful", WEBHOOK + ALL);

        assertThat(policy.stages())
                .extracting(Stage::word)
                .containsExactly("eval", "shadow", "0.5 %", "5 %", "30 %", "full");
        assertThat(policy.stages().get(1).gate()).isEqualTo(new Gate.Webhook("ci"));
        assertThat(policy.stages().get(3))
                .isEqualTo(new Stage(
                        StageKind.CANARY,
                        Share.ofPercent(BigDecimal.valueOf(5)),
                        1000,
                        Duration.ofMinutes(90),
                        null,
                        1.5,
                        0.01,
                        new Exposure(5000L, 20L, 3_000_000L),
                        new Gate.Approval()));
        assertThat(policy.stages().get(4).exposure()).isEqualTo(Exposure.UNLIMITED);
        assertThat(policy.guardrails())
                .containsExactly(
                        Guardrail.of(GuardrailKind.ERROR),
                        new Guardrail(GuardrailKind.TTFT, "", new Limit.BaselineP95(), 1, 0),
                        new Guardrail(GuardrailKind.FEEDBACK, "off_topic", new Limit.None(), 1, 0),
                        new Guardrail(GuardrailKind.TOTAL, "", new Limit.Fixed(2_000_000), 0.5, 0.2),
                        new Guardrail(GuardrailKind.BETWEEN, "", new Limit.BaselineP95(), 1, 0),
                        new Guardrail(GuardrailKind.COST, "", new Limit.Fixed(20_000), 1, 0),
                        new Guardrail(GuardrailKind.REGENERATED, "", new Limit.Fixed(30_000_000), 1, 0),
                        new Guardrail(GuardrailKind.FEEDBACK, "wrong", new Limit.None(), 1, 0),
                        new Guardrail(GuardrailKind.SCORE, "", new Limit.Mean(0.03), 2, 0.01));
        assertThat(policy.alpha()).isEqualTo(0.02);
        assertThat(policy.beta()).isEqualTo(0.1);
        assertThat(policy.horizon()).isEqualTo(Duration.ofSeconds(20));
        assertThat(policy.quiet())
                .containsExactly(new QuietTime(
                        DayOfWeek.FRIDAY,
                        LocalTime.of(16, 0),
                        DayOfWeek.MONDAY,
                        LocalTime.of(8, 0),
                        ZoneId.of("Europe/Berlin")));
    }

    @Test
    void whatIsNotSaidIsAsInTheDefaultWithTheNextSmallerShare() {
        List<Stage> usual = RolloutPolicy.DEFAULT.stages();
        RolloutPolicy policy = policy("mine", "rollouts: { mine: { stages: [0.1, 5 %, 24.9 %, 60%, full] } }\n");

        assertThat(policy.guardrails()).isEqualTo(RolloutPolicy.DEFAULT.guardrails());
        assertThat(policy.stages()).extracting(Stage::word).containsExactly("0.1 %", "5 %", "24.9 %", "60 %", "full");
        assertThat(policy.stages())
                .extracting(Stage::margin)
                .containsExactly(
                        usual.get(0).margin(),
                        usual.get(1).margin(),
                        usual.get(1).margin(),
                        usual.get(3).margin(),
                        usual.get(4).margin());
        assertThat(policy.stages().getLast()).isEqualTo(usual.getLast());
    }

    @Test
    void thereIsAlwaysADefaultWhichMayBeAnother() {
        assertThat(policy("default", "")).isEqualTo(RolloutPolicy.DEFAULT);
        assertThat(policy("default", "rollouts: { default: { stages: [full] } }\n")
                        .stages())
                .hasSize(1);
    }

    @Test
    void aDocumentIsReadAsThePolicyThatItWasMadeOf() {
        Loaded.Good loaded = (Loaded.Good) load(WEBHOOK + ALL);
        for (RolloutPolicy policy : loaded.config().rollouts().values()) {
            String document = RolloutDocument.of(policy).toString();
            assertThat(RolloutDocument.read(
                            document, policy.name(), loaded.config().webhooks()))
                    .isEqualTo(new RolloutDocument.Read.Good(policy));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        stages: []                                   | stages                 | 1 to 20, the last of them full
        stages: [5 %, 5 %, full]                     | stages                 | rising shares
        stages: [25 %, 5 %, full]                    | stages                 | rising shares
        stages: [5 %]                                | stages                 | the last of them full
        stages: [5 %, eval, full]                    | stages                 | eval, shadow, then rising shares
        stages: 5 %                                  | stages                 | a list of stages
        stages: [canary, full]                       | stages[0]              | a share like 5 %
        stages: [0 %, full]                          | stages[0]              | a share like 5 %
        stages: [100 %, full]                        | stages[0]              | a share like 5 %
        stages: [{ share: 5.00001 }, full]           | stages[0].share        | in steps of 0.0001
        stages: [{ gate: auto }, full]               | stages[0].share        | a share like 5 %
        stages: [{ kind: full }]                     | stages[0].kind         | eval or shadow
        stages: [{ kind: eval, share: 5 }, full]     | stages[0].share        | the one or the other
        stages: [{ share: 5, exposure: { bad: 0 } }, full] | stages[0].exposure.bad | from 1 to
        stages: [{ share: 5, exposure: { requests: 0 } }, full] | stages[0].exposure.requests | from 1 to
        stages: [{ share: 5, exposure: zero }, full] | stages[0].exposure     | none or a map
        stages: [{ share: 5, gate: me }, full]       | stages[0].gate         | auto, approval, or a map
        stages: [{ share: 5, gate: { webhook: x } }, full] | stages[0].gate.webhook | under webhooks: ci
        stages: [{ share: 5, deadline: 1m, time: 5m }, full] | stages[0].deadline | from 5m to
        stages: [{ share: 5, deadline: soon }, full] | stages[0].deadline     | never, or a duration
        stages: [{ share: 5, requests: -1 }, full]   | stages[0].requests     | a whole number from 0
        stages: [{ share: 5, margin: 0 }, full]      | stages[0].margin       | a number above 0
        stages: [{ share: 5, tolerance: 1 }, full]   | stages[0].tolerance    | above 0 and below 1
        stages: [{ share: 5, tim: 5m }, full]        | stages[0].tim          | did you mean time?
        guardrails: []                               | guardrails             | 1 to 30
        guardrails: [error, error]                   | guardrails             | each once
        guardrails: [eror]                           | guardrails[0]          | one of error, contract
        guardrails: [feedback]                       | guardrails[0]          | feedback:off_topic
        guardrails: [cost]                           | guardrails[0]          | {kind: cost, limit: ...}
        guardrails: [{ limit: 5s }]                  | guardrails[0].kind     | one of error
        guardrails: [{ kind: tft }]                  | guardrails[0].kind     | did you mean ttft?
        guardrails: [{ kind: error, limit: 5s }]     | guardrails[0].limit    | none
        guardrails: [{ kind: error, label: x }]      | guardrails[0].label    | only feedback has one
        guardrails: [{ kind: cost }]                 | guardrails[0].limit    | microdollars
        guardrails: [{ kind: cost, limit: 0 }]       | guardrails[0].limit    | above 0
        guardrails: [{ kind: regenerated, limit: baseline_p95 }] | guardrails[0].limit | a duration
        guardrails: [{ kind: ttft, limit: 5 }]       | guardrails[0].limit    | or baseline_p95
        guardrails: [{ kind: error, weight: 0 }]     | guardrails[0].weight   | above 0
        guardrails: [{ kind: error, tolerated: 11 }] | guardrails[0].tolerated | from 0 to 10
        guardrails: [{ kind: error, margin: 0.1 }]   | guardrails[0].margin   | only score has its own
        guardrails: [{ kind: score, limit: 0.1 }]    | guardrails[0].limit    | margin says
        guardrails: [{ kind: score, margin: 0 }]     | guardrails[0].margin   | above 0, and at most 1
        guardrails: [{ kind: score, margin: 1.5 }]   | guardrails[0].margin   | above 0, and at most 1
        guardrails: [{ kind: score, tolerated: 2 }]  | guardrails[0].tolerated | from 0 to 1
        guardrails: [{ kind: score, label: x }]      | guardrails[0].label    | only feedback has one
        guardrails: [score, { kind: score }]         | guardrails             | each once
        alpha: 0                                     | alpha                  | above 0, and at most 0.2
        beta: 0.5                                    | beta                   | above 0, and at most 0.2
        horizon: 2h                                  | horizon                | from 1s to 1h
        quiet: [{ from: Friday, to: "Mon 08:00", zone: UTC }] | quiet[0].from | a time of the week like Fri 16:00
        quiet: [{ from: "Fri 16:00", to: "Mon 25:00", zone: UTC }] | quiet[0].to | a time of the week like Fri 16:00
        quiet: [{ from: "Fri 16:00", to: "Fri 16:00", zone: UTC }] | quiet[0].to | another time of the week
        quiet: [{ from: "Fri 16:00", to: "Mon 08:00", zone: Mars }] | quiet[0].zone | a time zone like Europe/Berlin
        quiet: [{ from: "Fri 16:00", to: "Mon 08:00" }] | quiet[0].zone | a time zone like Europe/Berlin
        """)
    void whatIsWrongIsToldByItsField(String policy, String field, String expected) {
        assertThat(load(WEBHOOK + "rollouts:\n  mine:\n    " + policy + "\n"))
                .isInstanceOfSatisfying(
                        Loaded.Bad.class,
                        bad -> assertThat(bad.mistakes()).singleElement().satisfies(mistake -> {
                            assertThat(mistake.path()).isEqualTo("rollouts.mine." + field);
                            assertThat(mistake.sentence()).contains(expected);
                            assertThat(mistake.line()).isPositive();
                        }));
        assertThat(RolloutDocument.read(policy, "mine", List.of())).isInstanceOf(RolloutDocument.Read.Bad.class);
    }

    @Test
    void wherePoliciesAreReadAloneAnyWebhookMayBeAGate() {
        String policy = "stages: [{ share: 5 %, gate: { webhook: ci } }, full]";
        assertThat(RolloutDocument.readAlone(policy, "mine", "mine.yaml"))
                .isInstanceOfSatisfying(
                        RolloutDocument.Read.Good.class,
                        good -> assertThat(good.policy().stages().getFirst().gate())
                                .isEqualTo(new Gate.Webhook("ci")));
        assertThat(RolloutDocument.readAlone("alpha: 2\nbeta: 2\n", "mine", "mine.yaml"))
                .isInstanceOfSatisfying(
                        RolloutDocument.Read.Bad.class,
                        bad -> assertThat(bad.mistakes())
                                .extracting(mistake -> mistake.file() + " " + mistake.path())
                                .containsExactly("mine.yaml alpha", "mine.yaml beta"));
    }

    @Test
    void aDocumentThatIsNoneIsTold() {
        assertThat(RolloutDocument.read("[", "mine", List.of()))
                .isInstanceOfSatisfying(
                        RolloutDocument.Read.Bad.class,
                        bad -> assertThat(bad.mistakes())
                                .singleElement()
                                .satisfies(
                                        mistake -> assertThat(mistake.found()).isEqualTo("no valid JSON or YAML")));
    }

    private RolloutPolicy policy(String name, String rollouts) {
        return Objects.requireNonNull(
                ((Loaded.Good) load(rollouts)).config().rollouts().get(name));
    }

    private Loaded load(String rollouts) {
        return new ConfigDir().add("penstock.yaml", rollouts).load(dir, ENVIRONMENT);
    }
}
