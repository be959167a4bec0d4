package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.control.Operator.Answer;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Precondition;
import dev.penstock.core.state.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that are sent again, or that come too late. */
class RepeatedWritesTest {
    private static final String BODY = json("{'reason':'it lies','actor':'ann','in':'30m'}");
    private static final String KILL = "/admin/v1/kills/route/support";
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String PUBLISH =
            json("{'reason':'r','actor':'ann','activate':true,'release':{'purpose':'A','targets':['large']}}");

    private static final int AT_ONCE = 12;

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void aWriteThatIsSentAgainUnderItsKeyIsDoneOnce() {
        Answer first = operator.send("PUT", KILL, BODY, "idempotency-key", "k 1");
        operator.now.set(Operator.NOW.plusSeconds(1));
        operator.delete(KILL + "?reason=r&actor=a");
        Answer again = operator.send("PUT", KILL, BODY, "idempotency-key", "k 1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(again.body().path("kind").asText()).isEqualTo("kill");
        assertThat(operator.get(KILL).status()).isEqualTo(404);
        assertThat(operator.control.submitted()).hasSize(2);
    }

    @Test
    void aRepeatTellsWhereTheWriteIsAndThatItIsNotYetDurableIfItIsNot() {
        String forGood = json("{'reason':'it lies','actor':'ann'}");
        operator.control.loseDisks();
        assertThat(operator.send("PUT", KILL, forGood, "idempotency-key", "k").status())
                .isEqualTo(504);

        for (Answer again : List.of(
                operator.send("PUT", KILL, forGood, "idempotency-key", "k"), operator.send("PUT", KILL, forGood))) {
            assertThat(again.status()).isEqualTo(504);
            assertThat(again.body().path("type").asText()).isEqualTo("urn:penstock:problem:not-yet-durable");
        }
        operator.control.findDisks();
        for (Answer again : List.of(
                operator.send("PUT", KILL, forGood, "idempotency-key", "k"), operator.send("PUT", KILL, forGood))) {
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body().path("unchanged").asBoolean()).isTrue();
            assertThat(again.body().path("journaled").asInt()).isEqualTo(3);
        }
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @Test
    void aRepeatedRollbackIsNotSaidToBeDurableEither() {
        operator.send("POST", ROUTE + "/releases", PUBLISH);
        String back = json("{'reason':'r','actor':'ann','release':2}");
        operator.control.loseDisks();

        assertThat(operator.post(ROUTE + "/rollback", back).status()).isEqualTo(504);
        assertThat(operator.post(ROUTE + "/rollback", back).status()).isEqualTo(504);
        operator.control.findDisks();
        assertThat(operator.post(ROUTE + "/rollback", back)
                        .body()
                        .path("unchanged")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aRepeatIsAnsweredWhateverTheRevisionIsNow() {
        operator.send("PUT", KILL, BODY, "idempotency-key", "k", "if-match", "\"1-0\"");

        assertThat(operator.send("PUT", KILL, BODY, "idempotency-key", "k", "if-match", "\"1-0\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theKeyStaysWithTheWriteThatWasAskedFor() {
        Answer first = operator.send("POST", ROUTE + "/releases", PUBLISH, "idempotency-key", "k");
        Answer again = operator.send("POST", ROUTE + "/releases", PUBLISH, "idempotency-key", "k");

        assertThat(operator.control.submitted()).hasSize(2);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        PUT    | kills/route/support | {'reason':'it lies','actor':'bob','in':'30m'}
        PUT    | kills/route/other   | {'reason':'it lies','actor':'ann','in':'30m'}
        DELETE | kills/route/support | {'reason':'it lies','actor':'ann','in':'30m'}
        """)
    void anotherWriteUnderTheSameKeyIsRefused(String method, String path, String body) {
        operator.send("PUT", KILL, BODY, "idempotency-key", "k");
        Answer other = operator.send(method, "/admin/v1/" + path, json(body), "idempotency-key", "k");

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.detail()).contains("belongs to another write");
        assertThat(other.body().path("id").asText()).isEqualTo("r1");
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @Test
    void whatWasRefusedCanBeAskedForAgain() {
        operator.control.loseMajority();
        assertThat(operator.send("POST", ROUTE + "/releases", PUBLISH, "idempotency-key", "k")
                        .status())
                .isEqualTo(503);
        operator.control.findMajority();

        assertThat(operator.send("POST", ROUTE + "/releases", PUBLISH, "idempotency-key", "k")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129})
    void aKeyThatIsNoneIsTold(int length) {
        Answer answer = operator.send("PUT", KILL, BODY, "idempotency-key", "k".repeat(length));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("type").asText()).endsWith(":bad-header");
        assertThat(answer.detail()).contains("1 to 128 printable");
    }

    @Test
    void aWriteWhoseAnswersAreLostMayBeAskedForByItsId() {
        operator.send("POST", ROUTE + "/releases", PUBLISH);
        String back = json("{'reason':'r','actor':'ann','release':1}");
        operator.control.loseAnswers();
        Answer lost = operator.send("POST", ROUTE + "/activate", back, "idempotency-key", "k");
        String id = lost.body().path("id").asText();

        assertThat(lost.status()).isEqualTo(504);
        assertThat(lost.body().path("type").asText()).isEqualTo("urn:penstock:problem:unknown");
        assertThat(lost.detail()).contains("may yet take effect").contains("/admin/v1/writes/" + id);
        assertThat(state(id)).isEqualTo("unknown");
        Answer again = operator.send("POST", ROUTE + "/activate", back, "idempotency-key", "k");
        assertThat(again.body()).isEqualTo(lost.body());

        operator.control.findAnswers();
        assertThat(state(id)).isEqualTo("effective");
        assertThat(operator.send("POST", ROUTE + "/activate", back, "idempotency-key", "k")
                        .status())
                .isEqualTo(200);
        assertThat(operator.control.submitted()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kills",
                "kills/route/support",
                "routes",
                "routes/support",
                "routes/support/releases",
                "routes/support/releases/1",
                "routes/support/canary",
                "routes/support/shadow",
                "cluster"
            })
    void theEtagOfWhatIsReadNamesTheState(String path) {
        operator.put(KILL, BODY);
        operator.post(ROUTE + "/releases", PUBLISH);
        Answer read = operator.get("/admin/v1/" + path);

        assertThat(read.body().path("revision").asInt()).isEqualTo(4);
        assertThat(read.headers().get("etag")).containsExactly("\"4-r4\"");
    }

    @Test
    void aWriteUponAnotherRevisionIsRefused() {
        operator.put(KILL, BODY);
        Answer late = operator.send("POST", ROUTE + "/releases", PUBLISH, "if-match", "\"1-0\"");

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.body().path("type").asText()).endsWith(":precondition-failed");
        assertThat(late.body().path("revision").asInt()).isEqualTo(2);
        assertThat(late.headers().get("etag")).containsExactly("\"2-0\"");
        assertThat(operator.control.submitted()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1-0\"", "*", "\"7-r6\", \"1-0\"", " \"1-0\" "})
    void aWriteUponThisRevisionIsDone(String header) {
        assertThat(operator.send("PUT", KILL, BODY, "if-match", header).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
        W/"1-0", 412
        "11-0" , 412
        "1"    , 412
        1-0    , 400
        "1-0   , 400
        ``     , 400
        """)
    void aTagThatIsWeakOrNoneIsNotThisRevision(String header, int status) {
        assertThat(operator.send("PUT", KILL, BODY, "if-match", header).status())
                .isEqualTo(status);
        assertThat(operator.control.submitted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        PUT  | kills/route/%s          | {'reason':'r','actor':'ann'}
        POST | routes/support/releases | {'reason':'r','actor':'ann','release':{'purpose':'%s','targets':['large']}}
        POST | triggers                | {'reason':'r','actor':'ann','name':'t%s','action':{'withdraw':{'route':'support'}}}
        """)
    void ofWritesWithOneEtagThatAreUnderWayAtOnceOneIsDone(String method, String path, String body) {
        operator.control.hold();
        List<CompletableFuture<Answer>> answers = IntStream.range(0, AT_ONCE)
                .mapToObj(write -> CompletableFuture.supplyAsync(
                        () -> operator.send(
                                method,
                                "/admin/v1/" + path.replace("%s", "" + write),
                                json(body.replace("%s", "" + write)),
                                "if-match",
                                "\"1-0\""),
                        Thread::startVirtualThread))
                .toList();
        await(() -> operator.control.waiting() == AT_ONCE);
        operator.control.release();

        assertThat(answers.stream().map(answer -> answer.join().status()))
                .containsOnlyOnce(201)
                .filteredOn(status -> status != 201)
                .hasSize(AT_ONCE - 1)
                .containsOnly(412);
        // That of the releases is the second link: the first adopts what the files say.
        assertThat(operator.control.state().revision()).isEqualTo(path.startsWith("routes") ? 3 : 2);
    }

    @Test
    void whatIsDecidedBetweenTheTwoLinksOfAWriteKeepsTheSecondOut() {
        Command another = new Command.AddTrigger(new Trigger("t", "h", new Trigger.RollBack("support")));
        AtomicBoolean first = new AtomicBoolean(true);
        operator.control.watch(_ -> {
            if (first.getAndSet(false)) {
                operator.control.decide(another, new Author("ben", "r"), new Precondition.None());
            }
        });

        Answer late = operator.send("POST", ROUTE + "/releases", PUBLISH, "if-match", "\"1-0\"");

        assertThat(late.status()).isEqualTo(412);
        assertThat(operator.get(ROUTE).body().path("releases").asInt()).isEqualTo(1);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within twenty seconds").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private String state(String id) {
        return operator.get("/admin/v1/writes/" + id).body().path("state").asText();
    }
}
