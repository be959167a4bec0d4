package dev.penstock.healing.learned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.learned.Conclusion.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Signature LIMIT = new Signature.Parameter("max_tokens");
    private static final RuleAction RENAME = new RuleAction.Send("max_completion_tokens");
    private static final RuleAction LAST = new RuleAction.AskLast();
    private static final HealingRule RULE = new HealingRule("big", null, LIMIT, RENAME);
    private static final Lesson LESSON = new Lesson(Symptom.of("big", "chat", LIMIT), RENAME);
    private static final Symptom INVALID =
            Symptom.of("big", "chat", new Signature.InvalidOutput(List.of("schema"), "r1"));
    private static final Diagnosis REJECTED = new Diagnosis.UnsupportedParameter("max_completion_tokens", null);

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<String> lines = new ArrayList<>();
    private final Rules rules = node("a");

    private Rules node(String name) {
        return new Rules(
                name,
                new LearnPolicy(5, Duration.ofHours(24)),
                () -> now,
                () -> TimeUnit.SECONDS.toNanos(now.getEpochSecond()),
                lines::add);
    }

    @Test
    void aRuleIsLearnedFromTheFifthLesson() {
        teach(rules, LESSON, 4);
        assertThat(changes(rules)).isEmpty();

        teach(rules, LESSON, 1);

        assertThat(changes(rules)).containsExactly(new ActiveRule(RULE.id(), RULE));
        assertThat(lines)
                .containsExactly(
                        "rule " + RULE.id() + " is learned (5 of the last 5 that could have met it were healed so, as"
                                + " a found): target big: it rejects 'max_tokens', so send"
                                + " 'max_completion_tokens' instead.");
    }

    @Test
    void itIsForItsTargetAndForItsRouteIfThatMatters() {
        teach(rules, LESSON, 5);
        teach(rules, new Lesson(INVALID, LAST), 5);

        assertThat(rules.table().match("other", "r9", _ -> true).changes("big")).hasSize(1);
        assertThat(rules.table().match("chat", "r1", _ -> true).changes("small"))
                .isEmpty();
        assertThat(rules.table().match("chat", "r1", _ -> true).last("big")).isNotNull();
        assertThat(rules.table().match("chat", "r2", _ -> true).last("big")).isNull();
        assertThat(rules.table().match("other", "r1", _ -> true).last("big")).isNull();
        assertThat(rules.table().match("chat", "r1", _ -> true).last("small")).isNull();
    }

    @Test
    void aTargetIsAskedLastForRequestsThatHaveTheParameterOnly() {
        teach(rules, new Lesson(Symptom.of("big", "chat", new Signature.Parameter("top_k")), LAST), 5);

        assertThat(rules.table().match("chat", "r1", "top_k"::equals).last("big"))
                .isNotNull();
        assertThat(rules.table().match("chat", "r1", "n"::equals)).isSameAs(RuleMatch.NONE);
    }

    @Test
    void whatOftenGoesWellIsNoRule() {
        teach(rules, new Lesson(INVALID, LAST), 4);
        RuleMatch match = rules.table().match("chat", "r1", _ -> true);
        rules.ended(match, "big", List.of(), true, null);
        rules.ended(match, "big", List.of(), true, null);
        teach(rules, new Lesson(INVALID, LAST), 3);
        assertThat(rules.conclusions()).isEmpty();

        teach(rules, new Lesson(INVALID, LAST), 1);
        assertThat(rules.conclusions()).hasSize(1);
    }

    @Test
    void whatGoesWellElsewhereOrAfterARemedySaysNothing() {
        teach(rules, LESSON, 4);
        RuleMatch match = rules.table().match("chat", "r1", _ -> true);
        IntStream.range(0, 50).forEach(_ -> {
            rules.ended(match, "small", List.of(), true, null);
            rules.ended(match, "big", List.of(), false, null);
            rules.ended(match, "big", List.of(), true, Fault.SERVER_ERROR);
        });
        teach(rules, LESSON, 1);

        assertThat(rules.conclusions()).hasSize(1);
    }

    @Test
    void whatIsHealedOtherwiseAsOftenIsNoRule() {
        for (int i = 0; i < 50; i++) {
            rules.lesson(new Lesson(INVALID, LAST));
            rules.lesson(new Lesson(INVALID, null));
        }

        assertThat(rules.conclusions()).isEmpty();
    }

    @Test
    void lessonsOfLongAgoDoNotCount() {
        teach(rules, LESSON, 4);
        after(Duration.ofHours(25));
        teach(rules, LESSON, 4);
        assertThat(rules.conclusions()).isEmpty();

        teach(rules, LESSON, 1);
        assertThat(rules.conclusions()).hasSize(1);
    }

    @Test
    void aRuleExpiresAndMustBeLearnedAnew() {
        teach(rules, LESSON, 5);
        after(Duration.ofHours(24).minusSeconds(1));
        assertThat(changes(rules)).hasSize(1);
        after(Duration.ofSeconds(1));

        assertThat(changes(rules)).isEmpty();
        assertThat(rules.conclusions()).isEmpty();
        teach(rules, LESSON, 4);
        assertThat(changes(rules)).isEmpty();
        teach(rules, LESSON, 1);
        assertThat(changes(rules)).hasSize(1);
    }

    @Test
    void aRuleAfterWhichOutcomesGetWorseIsUndoneForAnHour() {
        teach(rules, LESSON, 5);
        rules.tick();
        for (int i = 0; i < 8; i++) {
            assertThat(changes(rules)).hasSize(1);
            apply(rules, REJECTED);
        }

        assertThat(changes(rules)).isEmpty();
        assertThat(rules.conclusions())
                .singleElement()
                .returns(Word.UNDONE, Conclusion::word)
                .returns("8 of 8 outcomes with it were bad", Conclusion::why);
        teach(rules, LESSON, 50);
        assertThat(changes(rules)).isEmpty();

        after(Trial.UNDONE_FOR.plusSeconds(1));
        teach(rules, LESSON, 4);
        assertThat(changes(rules)).isEmpty();
        teach(rules, LESSON, 1);
        assertThat(changes(rules)).hasSize(1);
        assertThat(rules.tried(RULE.id())).isEqualTo(new Rules.Tried(0, 0, null));
    }

    @Test
    void aFaultThatHasNothingToDoWithARuleDoesNotCountAgainstIt() {
        teach(rules, LESSON, 5);
        for (Fault fault : Fault.values()) {
            apply(rules, fault);
        }
        apply(rules, new Diagnosis.RateLimited(null));
        apply(rules, Diagnosis.Own.CANCELLED);
        apply(rules, Declined.REFUSAL);
        apply(rules, null);
        apply(rules, Declined.INVALID_REQUEST);

        assertThat(rules.tried(RULE.id())).isEqualTo(new Rules.Tried(1, 1, null));
        assertThat(rules.applied("big")).isEqualTo(Fault.values().length + 5L);
    }

    @Test
    void aTargetIsAskedInItsPlaceAgainIfTheOthersDoNoBetter() {
        teach(rules, new Lesson(INVALID, LAST), 5);
        ActiveRule rule = Objects.requireNonNull(
                rules.table().match("chat", "r1", _ -> true).last("big"));
        rules.askedLast(rule, List.of(), true);
        rules.askedLast(rule, List.of(Fault.SERVER_ERROR), true);
        rules.askedLast(rule, List.of(Fault.SERVER_ERROR), false);
        assertThat(rules.tried(rule.id())).isEqualTo(new Rules.Tried(2, 0, null));

        for (int i = 0; i < 10; i++) {
            rules.askedLast(rule, List.of(Fault.INVALID_OUTPUT), i % 2 == 0);
        }

        assertThat(rules.table().match("chat", "r1", _ -> true).last("big")).isNull();
        assertThat(rules.conclusions()).extracting(Conclusion::word).containsExactly(Word.UNDONE);
    }

    @Test
    void whatSeveralNodesSeeAddsUpAndAllConcludeTheSame() {
        Rules other = node("b");
        teach(rules, LESSON, 3);
        teach(other, LESSON, 2);
        assertThat(changes(rules)).isEmpty();

        rules.hear("b", other.report());
        other.hear("a", rules.report());

        assertThat(changes(rules)).hasSize(1).isEqualTo(changes(other));
        assertThat(other.conclusions()).isEqualTo(rules.conclusions());
    }

    @Test
    void whatGoesWellOnAnotherNodeCounts() {
        Rules other = node("b");
        teach(rules, new Lesson(INVALID, LAST), 4);
        other.hear("a", rules.report());
        RuleMatch match = other.table().match("chat", "r1", _ -> true);
        IntStream.range(0, 5).forEach(_ -> other.ended(match, "big", List.of(), true, null));
        other.tick();
        rules.hear("b", other.report());

        teach(rules, new Lesson(INVALID, LAST), 5);

        assertThat(rules.conclusions()).isEmpty();
    }

    @Test
    void whatANodeToldLongAgoDoesNotCount() {
        Rules other = node("b");
        teach(other, LESSON, 4);
        rules.hear("b", other.report());
        after(Duration.ofSeconds(11));

        teach(rules, LESSON, 4);

        assertThat(rules.conclusions()).isEmpty();
        assertThat(rules.suspected()).containsOnlyKeys(LESSON.symptom());
    }

    @Test
    void oneNodeThatUndoesARuleUndoesItForAll() {
        Rules other = node("b");
        teach(rules, LESSON, 5);
        other.hear("a", rules.report());
        for (int i = 0; i < 8; i++) {
            apply(other, REJECTED);
        }
        rules.hear("b", other.report());
        other.hear("a", rules.report());

        assertThat(changes(rules)).isEmpty();
        assertThat(changes(other)).isEmpty();
        assertThat(rules.conclusions()).isEqualTo(other.conclusions()).hasSize(1);
        assertThat(rules.tried(RULE.id()).bad()).isEqualTo(8);
    }

    @Test
    void theListenerHearsOfWhatThisNodeFoundAtOnce() {
        List<Report> told = new ArrayList<>();
        rules.listen(() -> told.add(rules.report()));
        teach(rules, LESSON, 5);
        assertThat(told)
                .singleElement()
                .satisfies(report -> assertThat(report.conclusions()).hasSize(1));

        Rules other = node("b");
        other.listen(() -> told.add(other.report()));
        other.hear("a", rules.report());
        assertThat(told).hasSize(1);
    }

    @Test
    void aRuleThatIsRevokedIsNeitherAppliedNorLearnedNorHeard() {
        Rules other = node("b");
        teach(rules, LESSON, 5);
        other.hear("a", rules.report());
        other.take(List.of(), Set.of(RULE.id()));
        assertThat(changes(other)).isEmpty();

        other.hear("a", rules.report());
        teach(other, LESSON, 50);

        assertThat(changes(other)).isEmpty();
        assertThat(other.conclusions()).isEmpty();
    }

    @Test
    void aRuleThatIsKeptIsAppliedAsTheOperatorSaysAndIsNotUndone() {
        teach(rules, LESSON, 5);
        rules.take(List.of(new KeptRule(RULE.id(), RULE.forRoute("chat"), true, null)), Set.of());
        after(Duration.ofDays(100));
        assertThat(changes(rules)).containsExactly(new ActiveRule(RULE.id(), RULE.forRoute("chat")));
        assertThat(rules.table().match("other", "r1", _ -> true).changes("big")).isEmpty();

        for (int i = 0; i < 20; i++) {
            apply(rules, REJECTED);
        }

        assertThat(changes(rules)).hasSize(1);
        assertThat(rules.tried(RULE.id())).isEqualTo(new Rules.Tried(0, 20, now));
        assertThat(lines).hasSize(2).last().asString().contains("which an operator keeps, does harm: 8 of 8");
    }

    @Test
    void aRuleThatIsKeptMayBeOffOrExpire() {
        rules.take(List.of(new KeptRule(RULE.id(), RULE, false, null)), Set.of());
        teach(rules, LESSON, 10);
        assertThat(changes(rules)).isEmpty();

        rules.take(List.of(new KeptRule(RULE.id(), RULE, true, now.plusSeconds(60))), Set.of());
        assertThat(changes(rules)).hasSize(1);
        after(Duration.ofSeconds(60));
        assertThat(changes(rules)).isEmpty();

        teach(rules, LESSON, 1);
        assertThat(rules.conclusions())
                .as("the lessons from before still count")
                .hasSize(1);
    }

    @Test
    void callersWhoMakeUpParametersTakeNoMemory() {
        for (int i = 0; i < 10_000; i++) {
            rules.lesson(new Lesson(Symptom.of("big", "chat", new Signature.Parameter("p" + i)), LAST));
        }

        assertThat(rules.suspected()).hasSize(Rules.MOST);
    }

    /**
     * Events are numbers: which node, which of two symptoms, and whether it is a lesson, a contrary one, or a good
     * attempt.
     */
    @Property(tries = 500)
    void noSequenceOfEventsMakesARuleOfFewerLessonsThanSaid(
            @ForAll @Size(max = 200) List<@IntRange(max = 11) Integer> events) {
        Rules[] nodes = {node("a"), node("b")};
        Symptom[] symptoms = {LESSON.symptom(), INVALID};
        RuleAction[] actions = {RENAME, LAST};
        int[] lessons = new int[2];
        for (int event : events) {
            Rules here = nodes[event % 2];
            int which = event / 2 % 2;
            switch (event / 4) {
                case 0 -> {
                    here.lesson(new Lesson(symptoms[which], actions[which]));
                    lessons[which]++;
                }
                case 1 -> here.lesson(new Lesson(symptoms[which], null));
                default -> here.ended(here.table().match("chat", "r1", _ -> true), "big", List.of(), true, null);
            }
            nodes[0].hear("b", nodes[1].report());
            nodes[1].hear("a", nodes[0].report());
            for (Conclusion conclusion : nodes[0].conclusions()) {
                int learned = conclusion.rule().signature().equals(LIMIT) ? 0 : 1;
                assertThat(lessons[learned]).isGreaterThanOrEqualTo(5);
            }
            assertThat(nodes[1].conclusions()).isEqualTo(nodes[0].conclusions());
        }
    }

    private static void teach(Rules rules, Lesson lesson, int times) {
        IntStream.range(0, times).forEach(_ -> rules.lesson(lesson));
    }

    private static List<ActiveRule> changes(Rules rules) {
        return rules.table().match("chat", "r1", _ -> true).changes("big");
    }

    private static void apply(Rules rules, @Nullable Diagnosis diagnosis) {
        RuleMatch match = rules.table().match("chat", "r1", _ -> true);
        rules.ended(match, "big", match.changes("big"), false, diagnosis);
    }

    private void after(Duration time) {
        now = now.plus(time);
        rules.tick();
    }
}
