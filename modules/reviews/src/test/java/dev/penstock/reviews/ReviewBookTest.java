package dev.penstock.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.BadConfig.Mistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewBookTest {
    private static final Opening ESCALATION = Cases.opening(ReviewKind.ESCALATION, "support");

    @TempDir
    private Path dir = Path.of(".");

    private final AtomicReference<Instant> now = new AtomicReference<>(Cases.NOW);
    private final AtomicLong random = new AtomicLong();
    /** What happens once when the book next looks at its clock. */
    private final AtomicReference<Runnable> atTheClock = new AtomicReference<>(() -> {});

    private ReviewBook book = book(ReviewLimits.ON_DISK);

    /** The answer is what was decided; nobody may say no. */
    private static AnswerMaker.Made make(FullReview review, Decision decision) {
        return decision instanceof Decision.Answer(String text) && text.equals("no")
                ? new AnswerMaker.Made.Bad(List.of(new Mistake("text", text, "yes")))
                : new AnswerMaker.Made.Good("\"" + decision.word() + "\"");
    }

    private ReviewBook book(ReviewLimits limits) {
        return new ReviewBook(
                "a",
                () -> SqliteReviews.open(dir),
                limits,
                ReviewBookTest::make,
                () -> {
                    atTheClock.getAndSet(() -> {}).run();
                    return now.get();
                },
                random::incrementAndGet);
    }

    private void start(ReviewLimits limits) {
        book = book(limits);
        await(book.start());
    }

    @AfterEach
    void close() {
        await(book.close());
    }

    @Test
    void whatIsOpenedIsOnDiskWhenThatIsSaid() {
        start(ReviewLimits.ON_DISK);
        String id = stored(ESCALATION);
        assertThat(id).isEqualTo(ReviewId.of("a", Cases.NOW, 1).toString());

        close();
        start(ReviewLimits.ON_DISK);
        assertThat(find(id).review())
                .isEqualTo(ESCALATION.as(id, "a", Cases.NOW).review());
        assertThat(book.undecided()).isEqualTo(1);
    }

    @Test
    void aDecisionIsStoredWithWhatTheCallerGets() {
        start(ReviewLimits.ON_DISK);
        String id = stored(ESCALATION);
        assertThat(decide(id, new Decision.Answer("yes"))).isInstanceOf(Moved.Done.class);

        assertThat(find(id).story().answer()).isEqualTo("\"answer\"");
        assertThat(find(id).review().status(Cases.NOW)).isEqualTo(ReviewStatus.RESOLVED);
        assertThat(book.undecided()).isZero();
        assertThat(book.opened("support", ReviewKind.ESCALATION)).isEqualTo(1);
        assertThat(book.resolved("answer")).isEqualTo(1);
        assertThat(decide(id, new Decision.Answer("yes"))).isInstanceOf(Moved.Unchanged.class);
        assertThat(book.resolved("answer")).isEqualTo(1);
    }

    @Test
    void anAnswerThatCannotBeGivenDecidesNothing() {
        start(ReviewLimits.ON_DISK);
        String id = stored(ESCALATION);
        assertThat(decide(id, new Decision.Answer("no")))
                .isEqualTo(new Moved.Unfit(List.of(new Mistake("text", "no", "yes"))));
        assertThat(find(id).review().status(Cases.NOW)).isEqualTo(ReviewStatus.OPEN);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        start(new ReviewLimits(1024, 9, 1 << 20, 9, Duration.ofDays(30)));
        Story large = new Story("x".repeat(1025), null, null, "", null);
        Story proposal = new Story("{}", "ü".repeat(513), null, "", null);

        assertThat(open(with(large)))
                .isEqualTo(new Opened.NotStored("the request is larger than the 1 KiB of a review"));
        assertThat(open(with(proposal)))
                .isEqualTo(new Opened.NotStored("the answer is larger than the 1 KiB of a review"));
    }

    private static Opening with(Story story) {
        return new Opening(
                ESCALATION.kind(),
                ESCALATION.route(),
                ESCALATION.release(),
                ESCALATION.trace(),
                ESCALATION.caller(),
                ESCALATION.dialect(),
                ESCALATION.why(),
                story,
                ESCALATION.keep());
    }

    @Test
    void tooManyAreRefusedUntilSomeAreOver() {
        start(new ReviewLimits(1024, 2, 1 << 20, 9, Duration.ofDays(30)));
        String first = stored(ESCALATION);
        stored(ESCALATION);
        assertThat(open(ESCALATION)).isEqualTo(new Opened.NotStored("2 reviews wait for a decision already"));

        decide(first, new Decision.Reject(null));
        stored(ESCALATION);
        now.set(Cases.NOW.plus(Cases.KEEP));
        stored(ESCALATION);
    }

    @Test
    void whatIsOverMakesRoomWhenThereIsNoMore() {
        long each = ESCALATION.story().bytes();
        start(new ReviewLimits(1024, 9, 2 * each + 10, 9, Duration.ofDays(30)));
        String first = stored(ESCALATION);
        stored(ESCALATION);
        assertThat(open(ESCALATION))
                .isEqualTo(new Opened.NotStored("the reviews of this node take all the room that they have"));

        decide(first, new Decision.Reject(null));
        assertThat(open(ESCALATION)).isInstanceOf(Opened.NotStored.class);
        now.set(Cases.NOW.plus(Duration.ofDays(31)));
        stored(ESCALATION);
        assertThat(find(first, Found.Unknown.class)).isNotNull();
    }

    @Test
    void whatCannotBeWrittenIsRefusedAndLaterWritesGoOn() throws Exception {
        start(ReviewLimits.ON_DISK);
        close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("reviews.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("CREATE TRIGGER full_disk BEFORE INSERT ON stories WHEN NEW.story LIKE '%too-much%'"
                    + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        }
        start(ReviewLimits.ON_DISK);
        assertThat(open(Cases.opening(ReviewKind.ESCALATION, "too-much")))
                .isEqualTo(new Opened.NotStored("this node cannot store it"));
        assertThat(book.undecided()).isZero();
        stored(ESCALATION);
        assertThat(book.undecided()).isEqualTo(1);
    }

    @Test
    void whatIsGivenUpBeforeItsTurnIsNotWritten() throws Exception {
        start(ReviewLimits.ON_DISK);
        CountDownLatch turn = new CountDownLatch(1);
        CompletionStage<?> blocked = block(turn);
        CompletableFuture<Opened> given = book.open(ESCALATION);
        given.complete(new Opened.NotStored("nobody waits any more"));
        turn.countDown();
        await(blocked);

        assertThat(book.opened("support", ReviewKind.ESCALATION)).isZero();
        stored(ESCALATION);
        assertThat(book.undecided()).isEqualTo(1);
    }

    @Test
    void noMoreWaitThanThereIsRoomFor() throws Exception {
        start(ReviewLimits.ON_DISK);
        CountDownLatch turn = new CountDownLatch(1);
        CompletionStage<?> blocked = block(turn);
        for (int i = 0; i < 64; i++) {
            assertThat(book.open(ESCALATION)).isNotDone();
        }
        assertThat(book.open(ESCALATION))
                .isCompletedWithValue(new Opened.NotStored("too many reviews are being written"));
        turn.countDown();
        await(blocked);
    }

    /** Keeps the book's thread busy until its turn is over; done once the thread goes on. */
    private CompletionStage<?> block(CountDownLatch turn) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        atTheClock.set(() -> {
            begun.countDown();
            try {
                assertThat(turn.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletionStage<?> blocked = book.list(new ReviewQuery(null, null, null, 1, null));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        return blocked;
    }

    @Test
    void aFileThatCannotBeOpenedFailsTheStart() throws Exception {
        Files.writeString(dir.resolve("reviews.db"), "no pages of a database, ".repeat(100));
        book = book(ReviewLimits.ON_DISK);
        assertThatThrownBy(() -> book.start().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasMessageContaining("reviews.db cannot be opened");
    }

    @Test
    void whatIsAskedAfterTheEndIsRefused() {
        start(ReviewLimits.ON_DISK);
        close();
        assertThat(open(ESCALATION)).isInstanceOf(Opened.NotStored.class);
    }

    private String stored(Opening opening) {
        Opened opened = open(opening);
        assertThat(opened).isInstanceOf(Opened.Stored.class);
        return ((Opened.Stored) opened).id();
    }

    private Opened open(Opening opening) {
        return await(book.open(opening));
    }

    private Moved decide(String id, Decision decision) {
        return await(book.move(id, new ReviewMove.Resolve(decision), Cases.author("ann")));
    }

    private FullReview find(String id) {
        return find(id, Found.Here.class).review();
    }

    private <T extends Found> T find(String id, Class<T> expected) {
        Found found = await(book.find(id));
        assertThat(found).isInstanceOf(expected);
        return expected.cast(found);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
