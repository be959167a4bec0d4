package dev.penstock.gateway;

import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Result;
import dev.penstock.core.json.JsonSplice;
import dev.penstock.trace.RecordedRequest;
import dev.penstock.trace.Replayed;
import dev.penstock.trace.Replays;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Replays recorded requests as copies that nobody sees: with connections and memory of their own, a few at a time. What
 * streamed is asked for in one piece. Deploy one on every node.
 */
public final class ReplayVerticle extends VerticleBase implements Replays {
    /** The most at once. */
    static final int MOST = 4;
    /**
     * However long the release may take: the admin plane ends a connection on which nothing happens for two minutes.
     */
    static final Duration LONGEST = Duration.ofSeconds(100);

    private final DataPlane plane;
    private final TraceIds ids;
    private final AtomicInteger underWay = new AtomicInteger();
    private @Nullable ShadowLane lane;

    public ReplayVerticle(DataPlane plane) {
        this.plane = plane;
        this.ids = new TraceIds(plane.config().node(), plane.newRandom());
    }

    @Override
    public Future<?> start() {
        lane = new ShadowLane(vertx, plane);
        return Future.succeededFuture();
    }

    @Override
    public CompletionStage<Replayed> replay(RecordedRequest recorded, ReleaseContent content) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            return CompletableFuture.completedStage(new Replayed.Busy(MOST));
        }
        CompletableFuture<Replayed> replayed = new CompletableFuture<>();
        context.runOnContext(_ -> begin(recorded, content, replayed));
        return replayed.whenComplete((_, _) -> underWay.decrementAndGet());
    }

    private void begin(RecordedRequest recorded, ReleaseContent content, CompletableFuture<Replayed> replayed) {
        ShadowLane own = Objects.requireNonNull(lane);
        String traceId = ids.next(plane.clock().millis());
        // A contract that is new to this node takes half a second to compile.
        vertx.executeBlocking(() -> copy(own, recorded, release(content), traceId), false)
                .compose(copy -> switch (copy) {
                    case Result.Refused<ShadowRequest>(Refusal why) ->
                        Future.<Replayed>succeededFuture(new Replayed.Impossible(why.message()));
                    case Result.Ok<ShadowRequest>(ShadowRequest ready) -> send(own, ready);
                })
                .onSuccess(replayed::complete)
                .onFailure(replayed::completeExceptionally);
    }

    private static Future<Replayed> send(ShadowLane own, ShadowRequest copy) {
        Promise<Replayed> over = Promise.promise();
        own.ask(copy, end -> over.complete(new Replayed.Over(end.trace(), end.answer())));
        return over.future();
    }

    private Release release(ReleaseContent content) {
        return Release.of(content, plane.config().providers(), plane.config().targets());
    }

    private Result<ShadowRequest> copy(ShadowLane own, RecordedRequest recorded, Release release, String traceId) {
        Optional<Endpoint> endpoint = Stream.of(Endpoint.values())
                .filter(each -> each.isChat() && each.path().equals(recorded.endpoint()))
                .findFirst();
        if (endpoint.isEmpty()) {
            return Result.refused(new Refusal.InvalidField(
                    "endpoint", "endpoint is " + recorded.endpoint() + ", expected one where a chat is held."));
        }
        return switch (CallerRequest.read(endpoint.get(), recorded.body())) {
            case Result.Refused<CallerRequest>(Refusal why) -> Result.refused(why);
            case Result.Ok<CallerRequest>(CallerRequest asked) ->
                switch (CallerRequest.read(endpoint.get(), inOnePiece(asked))) {
                    case Result.Refused<CallerRequest>(Refusal why) -> Result.refused(why);
                    case Result.Ok<CallerRequest>(CallerRequest request) ->
                        Result.ok(copy(own, recorded, request, release, traceId));
                };
        };
    }

    private static byte[] inOnePiece(CallerRequest asked) {
        JsonSplice body = new JsonSplice(asked.body());
        body.remove("stream");
        body.remove("stream_options");
        return body.bytes();
    }

    private ShadowRequest copy(
            ShadowLane own, RecordedRequest recorded, CallerRequest request, Release release, String traceId) {
        Snapshot snapshot = plane.snapshots().get();
        ContractCheck contract = snapshot.contract(release);
        Duration total = release.route().deadlines().total();
        CopyTerms terms = new CopyTerms(
                Integer.MAX_VALUE,
                contract == null ? Snapshots.contract(release) : contract,
                true,
                total.compareTo(LONGEST) < 0 ? total : LONGEST);
        Set<String> labels = new HashSet<>(Snapshots.labels(release));
        RoutePlan plan = snapshot.plan(release.route().name());
        if (plan != null) {
            labels.addAll(plan.labels());
        }
        return new ShadowRequest(
                own,
                terms,
                release,
                request,
                null,
                labels,
                recorded.facts(),
                traceId,
                recorded.trace(),
                recorded.caller(),
                snapshot.revision());
    }
}
