package dev.penstock.reviews;

import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.reviews.ReviewMessages.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for the reviews of this node, and asks the other nodes for theirs. One on every node. */
public final class ReviewVerticle extends VerticleBase implements Reviews {
    /** Where a node is asked on the event bus: this and its name. */
    public static final String ADDRESS = "penstock.reviews.";

    private static final Logger LOG = LoggerFactory.getLogger(ReviewVerticle.class);
    private static final long TIDY_MS = 60_000;
    /** How long other nodes may take for a list. */
    private static final long LIST_MS = 1_000;
    /** How long the node that keeps a review may take. */
    private static final long ONE_MS = 5_000;

    private final String node;
    private final ReviewBook book;
    private final Supplier<ClusterView> cluster;

    /**
     * @param node this node's name, which no other has
     * @param cluster the nodes as this one sees them
     */
    public ReviewVerticle(String node, ReviewBook book, Supplier<ClusterView> cluster) {
        this.node = node;
        this.book = book;
        this.cluster = cluster;
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TIDY_MS, _ -> book.keepTidy());
        return Future.fromCompletionStage(book.start(), context)
                .compose(_ -> vertx.eventBus()
                        .<String>consumer(ADDRESS + node, this::asked)
                        .completion());
    }

    @Override
    public Future<?> stop() {
        return Future.fromCompletionStage(book.close(), context);
    }

    private void asked(Message<String> message) {
        Optional<Question> question = ReviewMessages.question(message.body());
        if (question.isEmpty()) {
            message.fail(400, "a question of a newer version");
            return;
        }
        CompletionStage<String> answer = switch (question.get()) {
            case Question.Find(String id) -> book.find(id).thenApply(ReviewMessages::of);
            case Question.ListThem(ReviewQuery query) ->
                book.list(query)
                        .thenApply(found -> found.map(ReviewMessages::of).orElse(""));
            case Question.Move(String id, ReviewMove move, Author author) ->
                book.move(id, move, author).thenApply(ReviewMessages::of);
        };
        Future.fromCompletionStage(answer, context).onSuccess(message::reply).onFailure(fault -> {
            LOG.error("a question about reviews could not be answered", fault);
            message.fail(500, "a fault of the node that was asked");
        });
    }

    @Override
    public CompletableFuture<Opened> open(Opening opening) {
        return book.open(opening);
    }

    @Override
    public CompletionStage<Found> find(String id) {
        String keeper = keeper(id);
        if (keeper.isEmpty()) {
            return CompletableFuture.completedStage(new Found.Unknown());
        }
        return keeper.equals(node)
                ? book.find(id)
                : ask(keeper, new Question.Find(id), ONE_MS, ReviewMessages::found, _ -> new Found.Away(keeper));
    }

    @Override
    public CompletionStage<Moved> move(String id, ReviewMove move, Author author) {
        String keeper = keeper(id);
        if (keeper.isEmpty()) {
            return CompletableFuture.completedStage(new Moved.Unknown());
        }
        return keeper.equals(node)
                ? book.move(id, move, author)
                : ask(
                        keeper,
                        new Question.Move(id, move, author),
                        ONE_MS,
                        ReviewMessages::moved,
                        asked -> new Moved.Away(keeper, asked));
    }

    /** The node that keeps a review; empty where there cannot be one, for no other node is known. */
    private String keeper(String id) {
        Optional<ReviewId> read = ReviewId.read(id);
        if (read.isEmpty() || (!read.get().node().equals(node) && nodes().equals(Set.of(node)))) {
            return "";
        }
        return read.get().node();
    }

    /** Those that are there, and those that should be. */
    private Set<String> nodes() {
        ClusterView view = cluster.get();
        Set<String> nodes = new TreeSet<>(view.voters());
        view.members().forEach(member -> nodes.add(member.node()));
        nodes.add(node);
        return nodes;
    }

    @Override
    public CompletionStage<Listed> list(ReviewQuery query) {
        // One more than is wanted, to see whether there are more.
        ReviewQuery one =
                new ReviewQuery(query.status(), query.route(), query.kind(), query.limit() + 1, query.after());
        Map<String, CompletableFuture<Optional<List<Review>>>> parts = new LinkedHashMap<>();
        for (String other : nodes()) {
            CompletionStage<Optional<List<Review>>> part = other.equals(node)
                    ? book.list(one)
                    : ask(
                            other,
                            new Question.ListThem(one),
                            LIST_MS,
                            text -> text.isEmpty() ? Optional.empty() : Optional.of(ReviewMessages.reviews(text)),
                            _ -> Optional.empty());
            parts.put(other, part.toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.values().toArray(CompletableFuture[]::new))
                .thenApply(_ -> listed(parts, query.limit()));
    }

    private static Listed listed(Map<String, CompletableFuture<Optional<List<Review>>>> parts, int limit) {
        List<String> silent = new ArrayList<>();
        List<Review> all = new ArrayList<>();
        parts.forEach((name, part) -> part.join().ifPresentOrElse(all::addAll, () -> silent.add(name)));
        all.sort(Comparator.comparing((Review review) -> ReviewId.order(review.id()))
                .reversed());
        boolean more = all.size() > limit;
        List<Review> page = all.subList(0, more ? limit : all.size());
        return new Listed(page, silent, more ? page.getLast().id() : null);
    }

    /**
     * Asks another node.
     *
     * @param away what is answered for one that does not; it is told whether the question may have reached it
     */
    private <T> CompletionStage<T> ask(
            String other, Question question, long ms, Function<String, T> read, Function<Boolean, T> away) {
        return vertx.eventBus()
                .<String>request(ADDRESS + other, ReviewMessages.of(question), new DeliveryOptions().setSendTimeout(ms))
                .map(reply -> read.apply(reply.body()))
                .otherwise(cause -> {
                    LOG.debug("node {} did not answer about reviews", other, cause);
                    boolean unreached = cause instanceof ReplyException failure
                            && failure.failureType() == ReplyFailure.NO_HANDLERS;
                    return away.apply(!unreached);
                })
                .toCompletionStage();
    }
}
