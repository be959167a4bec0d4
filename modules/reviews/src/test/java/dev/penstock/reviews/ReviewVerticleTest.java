package dev.penstock.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.state.ClusterView;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes on one event bus. */
class ReviewVerticleTest {
    private static final String NOBODY = "a." + "0".repeat(27);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<Instant> now = new AtomicReference<>(Cases.NOW);
    private final AtomicLong random = new AtomicLong();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void anyNodeAnswersForAReviewOfAnyOther() throws Exception {
        Reviews a = deploy("a", "a", "b");
        Reviews b = deploy("b", "a", "b");
        String id = open(a, "support");

        assertThat(await(b.find(id))).isInstanceOf(Found.Here.class).isEqualTo(await(a.find(id)));
        assertThat(await(b.move(id, new ReviewMove.Claim(), Cases.author("ann"))))
                .isInstanceOf(Moved.Done.class);
        assertThat(await(a.move(id, new ReviewMove.Claim(), Cases.author("ben"))))
                .isInstanceOf(Moved.Held.class);
        assertThat(await(b.move(id, new ReviewMove.Resolve(new Decision.Answer("Yes.")), Cases.author("ann"))))
                .isInstanceOf(Moved.Done.class);
        assertThat(await(a.find(id)))
                .isInstanceOfSatisfying(
                        Found.Here.class,
                        here -> assertThat(here.review().story().answer()).isEqualTo("{}"));
        assertThat(await(b.find(NOBODY))).isEqualTo(new Found.Unknown());
        assertThat(await(b.move(NOBODY, new ReviewMove.Claim(), Cases.author("ann"))))
                .isEqualTo(new Moved.Unknown());
    }

    @Test
    void aListHasTheReviewsOfAllNodesTheNewestFirst() throws Exception {
        Reviews a = deploy("a", "a", "b");
        Reviews b = deploy("b", "a", "b");
        String first = open(a, "support");
        String second = open(b, "support");
        String third = open(a, "support");
        open(a, "orders");

        ReviewQuery two = new ReviewQuery(null, "support", null, 2, null);
        Listed page = await(b.list(two));
        assertThat(page.reviews()).extracting(Review::id).containsExactly(third, second);
        assertThat(page.silent()).isEmpty();
        assertThat(page.next()).isEqualTo(second);
        Listed rest = await(a.list(new ReviewQuery(null, "support", null, 2, page.next())));
        assertThat(rest.reviews()).extracting(Review::id).containsExactly(first);
        assertThat(rest.next()).isNull();
    }

    @Test
    void aNodeThatIsNotThereIsNamed() throws Exception {
        Reviews a = deploy("a", "a", "b", "c");
        String id = open(a, "support");
        deploy("b", "a", "b", "c");

        Listed listed = await(a.list(new ReviewQuery(null, null, null, 9, null)));
        assertThat(listed.reviews()).extracting(Review::id).containsExactly(id);
        assertThat(listed.silent()).containsExactly("c");
        String lost = id.replace("a.", "c.");
        assertThat(await(a.find(lost))).isEqualTo(new Found.Away("c"));
        assertThat(await(a.move(lost, new ReviewMove.Claim(), Cases.author("ann"))))
                .isEqualTo(new Moved.Away("c", false));
    }

    @Test
    void aNodeAloneKnowsThatThereIsNoOther() throws Exception {
        Reviews alone = deploy("a", "a");
        String id = open(alone, "support");

        assertThat(await(alone.find(id.replace("a.", "z.")))).isEqualTo(new Found.Unknown());
        assertThat(await(alone.find("nonsense"))).isEqualTo(new Found.Unknown());
        assertThat(await(alone.find(id))).isInstanceOf(Found.Here.class);
    }

    private Reviews deploy(String node, String... voters) throws Exception {
        ReviewBook book = new ReviewBook(
                node, null, (_, _) -> new AnswerMaker.Made.Good("{}"), now::get, random::incrementAndGet);
        ReviewVerticle verticle = new ReviewVerticle(
                node, book, () -> new ClusterView(node, List.of(voters), List.of(), true, List.of()));
        vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
        return verticle;
    }

    /** Each a millisecond after the one before. */
    private String open(Reviews reviews, String route) {
        now.updateAndGet(time -> time.plusMillis(1));
        Opened opened = await(reviews.open(Cases.opening(ReviewKind.ESCALATION, route)));
        assertThat(opened).isInstanceOf(Opened.Stored.class);
        return ((Opened.Stored) opened).id();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
