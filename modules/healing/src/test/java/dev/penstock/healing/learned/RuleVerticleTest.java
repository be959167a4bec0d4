package dev.penstock.healing.learned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.config.LearnPolicy;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.learned.Conclusion.Word;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleVerticleTest {
    private static final Lesson RENAMED =
            new Lesson(Symptom.of("big", "chat", new Signature.Parameter("max_tokens")), new RuleAction.Send("tokens"));
    private static final Lesson INVALID = new Lesson(
            Symptom.of("big", "chat", new Signature.InvalidOutput(List.of("schema"), "r1")), new RuleAction.AskLast());

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void twoNodesThatSawHalfEachConcludeTheSame() throws Exception {
        Rules one = deploy("one");
        Rules two = deploy("two");
        for (Lesson lesson : List.of(RENAMED, INVALID)) {
            for (int i = 0; i < 5; i++) {
                (i < 3 ? one : two).lesson(lesson);
            }
        }

        await(
                "both know both",
                () -> one.conclusions().size() == 2 && two.conclusions().size() == 2);
        await("both know the same", () -> List.copyOf(one.conclusions()).containsAll(two.conclusions()));
        assertThat(one.inEffect()).isEqualTo(2);
        assertThat(two.inEffect()).isEqualTo(2);
    }

    @Test
    void whatOneUndoesTheOtherDoesNotApplyAnyMore() throws Exception {
        Rules one = deploy("one");
        Rules two = deploy("two");
        for (int i = 0; i < 5; i++) {
            one.lesson(RENAMED);
        }
        await("the other has it", () -> two.inEffect() == 1);

        RuleMatch match = two.table().match("chat", "r1", _ -> true);
        for (int i = 0; i < 8; i++) {
            two.ended(match, "big", match.changes("big"), false, Declined.INVALID_REQUEST);
        }

        await("the first has undone it", () -> one.inEffect() == 0);
        assertThat(one.conclusions()).extracting(Conclusion::word).containsExactly(Word.UNDONE);
        await(
                "outcomes add up",
                () -> one.tried(RENAMED.symptom()
                                        .rule(new RuleAction.Send("tokens"))
                                        .id())
                                .bad()
                        == 8);
    }

    @Test
    void whatIsNotKnownHereIsPassedOver() throws Exception {
        Rules one = deploy("one");
        JsonObject known = new JsonObject()
                .put("target", "big")
                .put("signature", "model_gone")
                .put("action", "ask_last")
                .put("word", "learned")
                .put("at", "2026-01-01T00:00:00Z")
                .put("until", "2999-01-01T00:00:00Z")
                .put("node", "another")
                .put("why", "so");
        JsonArray conclusions = new JsonArray()
                .add(known.copy().put("signature", "too_blue"))
                .add(known.copy().put("action", "paint"))
                .add(known.copy().put("action", "double_tokens"))
                .add(known.copy().put("word", "guessed"))
                .add(known.copy().put("at", "yesterday"));
        vertx.eventBus()
                .publish(RuleVerticle.ADDRESS, message("penstock.rules.v9", new JsonArray().add(known)))
                .publish(RuleVerticle.ADDRESS, message("penstock.rules.v1", conclusions))
                .publish(
                        RuleVerticle.ADDRESS,
                        message(
                                "penstock.rules.v1",
                                new JsonArray().add(known.copy().put("target", "small"))));

        await("the last is heard", () -> !one.conclusions().isEmpty());
        assertThat(one.conclusions())
                .extracting(conclusion -> conclusion.rule().target())
                .containsExactly("small");
    }

    private static JsonObject message(String type, JsonArray conclusions) {
        return new JsonObject()
                .put("type", type)
                .put("node", "another")
                .put("evidence", new JsonArray())
                .put("trials", new JsonArray())
                .put("conclusions", conclusions);
    }

    private Rules deploy(String node) throws Exception {
        Rules rules = new Rules(node, LearnPolicy.DEFAULT, InstantSource.system(), System::nanoTime, _ -> {});
        vertx.deployVerticle(new RuleVerticle(node, rules)).await(10, TimeUnit.SECONDS);
        return rules;
    }

    private static void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(500_000);
        }
    }
}
