package dev.penstock.canary;

import dev.penstock.core.state.ClusterView;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes what this one's requests say in rollouts: what was bad at once, counts once a second, and what
 * users asked, for another node may have answered them the same before; hears theirs; and judges, if this node is the
 * oldest. One on every node.
 */
public final class RolloutVerticle extends VerticleBase {
    /** Where nodes tell it on the event bus; with a point and its name, where a node is asked. */
    public static final String ADDRESS = "penstock.rollouts";

    private static final Logger LOG = LoggerFactory.getLogger("penstock.rollouts");
    private static final long PERIOD_MS = 1_000;
    /** Bad requests that come within so long are told together. */
    private static final long TOGETHER_MS = 10;
    /** How often what is known is written down, if that has changed. */
    private static final long KEEP_MS = 5_000;
    /** How long a node that is asked may take. */
    private static final long ANSWER_MS = 2_000;

    private final String node;
    private final RolloutDesk requests;
    private final ControlPlane control;
    private final LongSupplier nanoTime;
    private final Rollouts rollouts;
    private final JudgeDesk desk;
    private final @Nullable EvidenceFile file;
    private final List<Consumer<RolloutNews>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    /** The nodes that are asked for all, and have not answered. */
    private final Set<String> asking = new HashSet<>();

    private volatile Map<String, Evidence> sums = Map.of();
    private volatile boolean isJudge;
    private volatile String judge;
    /** Who starts asks the others what they know before it judges. */
    private boolean asked;

    private boolean answered;
    /** The writing of the file that was begun last. */
    private Future<?> keeping = Future.succeededFuture();

    private boolean cannotKeep;
    private @Nullable MessageConsumer<String> hearing;

    /**
     * @param node this node's name, which no other has
     * @param life what no other start of this node has
     * @param dir where what is known outlives this node; null: nowhere
     * @param requests scores this node's requests
     * @param door where webhooks are asked that are gates
     * @param clock the time of day
     * @param nanoTime a monotonic clock
     */
    public RolloutVerticle(
            String node,
            String life,
            @Nullable Path dir,
            RolloutDesk requests,
            ControlPlane control,
            GateDoor door,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.node = node;
        this.judge = node;
        this.file = dir == null ? null : new EvidenceFile(dir);
        this.requests = requests;
        this.control = control;
        this.nanoTime = nanoTime;
        this.rollouts = new Rollouts(new Life(node, life), clock.millis());
        this.desk = new JudgeDesk(
                control,
                door,
                clock,
                nanoTime,
                task -> context.runOnContext(_ -> task.run()),
                news -> listeners.forEach(listener -> listener.accept(news)));
    }

    @Override
    public Future<?> start() {
        return remember().compose(_ -> {
            requests.scores().wakeBy(() -> {
                if (woken.compareAndSet(false, true)) {
                    context.runOnContext(_ -> vertx.setTimer(TOGETHER_MS, _ -> {
                        woken.set(false);
                        look(false);
                    }));
                }
            });
            vertx.setPeriodic(PERIOD_MS, _ -> tick());
            vertx.setPeriodic(KEEP_MS, _ -> {
                if (keeping.isComplete()) {
                    keeping = keep();
                }
            });
            MessageConsumer<String> told = vertx.eventBus().consumer(ADDRESS, message -> hear(message.body()));
            hearing = told;
            return Future.join(
                    told.completion(),
                    vertx.eventBus()
                            .<String>consumer(ADDRESS + "." + node, this::answer)
                            .completion());
        });
    }

    /** Before anything is heard: what others say may be newer. */
    private Future<?> remember() {
        EvidenceFile from = file;
        return from == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(from::read).onSuccess(kept -> {
                    rollouts.follow(control.state());
                    rollouts.remember(kept);
                    rollouts.sum();
                    sums = rollouts.sums();
                });
    }

    /** The requests are over: what they said last is told to the others and kept. */
    @Override
    public Future<?> stop() {
        MessageConsumer<String> told = hearing;
        return (told == null ? Future.succeededFuture() : told.unregister())
                .transform(_ -> {
                    takeAndTell();
                    publish(rollouts.totals());
                    return keeping;
                })
                .transform(_ -> keep());
    }

    private Future<?> keep() {
        EvidenceFile to = file;
        Optional<List<EvidenceMessage>> all = to == null ? Optional.empty() : rollouts.unkept();
        return to == null || all.isEmpty()
                ? Future.succeededFuture()
                : vertx.executeBlocking(() -> {
                            to.write(all.get());
                            return true;
                        })
                        .onComplete(written -> tellOfKeeping(to, written))
                        .otherwiseEmpty();
    }

    private void tellOfKeeping(EvidenceFile to, AsyncResult<?> written) {
        if (written.failed() && !cannotKeep) {
            LOG.warn(
                    "The evidence of rollouts cannot be written to {}: what this node alone knows is lost if it ends"
                            + " now",
                    to,
                    written.cause());
        }
        cannotKeep = written.failed();
        if (cannotKeep) {
            rollouts.notKept();
        }
    }

    /** Tells of verdicts that this node carries out, or would in another mode. On this verticle's thread. */
    public void listen(Consumer<RolloutNews> told) {
        listeners.add(told);
    }

    /** How the newest rollout of a route stands; empty if there was none. On any thread. */
    public Optional<RolloutVerdict> verdict(String route) {
        ControlState state = control.state();
        RolloutState rollout = state.route(route).rollout();
        return rollout == null
                ? Optional.empty()
                : Optional.of(Judge.verdict(
                        rollout,
                        sums.getOrDefault(rollout.id(), Evidence.NONE),
                        desk.conditions(state, route, rollout)));
    }

    /** Whether verdicts are this node's to carry out. On any thread. */
    public boolean isJudge() {
        return isJudge;
    }

    /** The node that carries verdicts out, as far as this one hears. On any thread. */
    public String judge() {
        return judge;
    }

    /** Who is there is told while no rollout is on, too: so one that starts has one judge from its begin. */
    private void tick() {
        look(true);
        tellQuestions();
        publish(rollouts.totals());
        if (rollouts.areOn()) {
            askAll();
        }
    }

    private void tellQuestions() {
        List<Question> questions = requests.scores().drainQuestions();
        if (!others().isEmpty()) {
            rollouts.asked(questions, nanoTime.getAsLong()).forEach(this::publish);
        }
    }

    private void publish(EvidenceMessage message) {
        vertx.eventBus().publish(ADDRESS, EvidenceCodec.write(message));
    }

    private void look(boolean all) {
        takeAndTell();
        judge(all);
    }

    /** Takes in what this node's requests said, and tells of what was bad. */
    private void takeAndTell() {
        ControlState state = control.state();
        rollouts.follow(state);
        rollouts.take(requests.scores().drain(), state);
        if (rollouts.areOn()) {
            rollouts.news().forEach(this::publish);
        }
    }

    /** Looks at what has changed, or at all. */
    private void judge(boolean all) {
        Set<String> changed = rollouts.sum();
        sums = rollouts.sums();
        List<String> byAge = rollouts.byAge(nanoTime.getAsLong(), members());
        judge = byAge.getFirst();
        isJudge = answered && judge.equals(node);
        int turn = answered ? byAge.indexOf(node) : byAge.size();
        desk.look(all ? sums.keySet() : changed, sums, turn);
    }

    /** Each node is asked until it has told all; but who starts does not wait for a second answer before it judges. */
    private void askAll() {
        Future<?> all = Future.join(rollouts.unasked(others()).stream()
                .filter(asking::add)
                .map(other -> askAll(other).onComplete(_ -> asking.remove(other)))
                .toList());
        if (!asked) {
            asked = true;
            all.onComplete(_ -> answered = true);
        }
    }

    private Future<?> askAll(String other) {
        return ask(other, new EvidenceMessage.AskAll())
                .compose(all -> take(other, all).onSuccess(_ -> {
                    if (all instanceof EvidenceMessage.Totals totals) {
                        rollouts.caughtUp(totals.from());
                    }
                }));
    }

    /** Takes in what a node told, and asks it for what is missing until nothing is. */
    private Future<?> take(String from, EvidenceMessage message) {
        return Future.join(rollouts.hear(message, nanoTime.getAsLong()).stream()
                .map(question -> ask(from, question).compose(answer -> take(from, answer)))
                .toList());
    }

    private Future<EvidenceMessage> ask(String other, EvidenceMessage question) {
        return vertx.eventBus()
                .<String>request(
                        ADDRESS + "." + other,
                        EvidenceCodec.write(question),
                        new DeliveryOptions().setSendTimeout(ANSWER_MS))
                .map(answer -> EvidenceCodec.read(answer.body()).orElseThrow());
    }

    private void hear(String text) {
        EvidenceCodec.read(text).ifPresent(message -> {
            String from = teller(message);
            if (!from.equals(node)) {
                rollouts.follow(control.state());
                take(from, message);
                switch (message) {
                    case EvidenceMessage.Bad _ -> judge(false);
                    case EvidenceMessage.Asked asked -> hear(asked);
                    case EvidenceMessage.Totals _, EvidenceMessage.AskAll _, EvidenceMessage.AskBad _ -> {}
                }
            }
        });
    }

    private void hear(EvidenceMessage.Asked asked) {
        long here = nanoTime.getAsLong();
        asked.questions().forEach(question -> requests.asked(question.heard(0, here)));
    }

    private String teller(EvidenceMessage message) {
        return switch (message) {
            case EvidenceMessage.Totals totals -> totals.from().node();
            case EvidenceMessage.Bad bad -> bad.of().node();
            case EvidenceMessage.Asked asked -> asked.from().node();
            case EvidenceMessage.AskAll _, EvidenceMessage.AskBad _ -> node;
        };
    }

    private void answer(Message<String> question) {
        EvidenceCodec.read(question.body())
                .flatMap(rollouts::answer)
                .map(EvidenceCodec::write)
                .ifPresentOrElse(question::reply, () -> question.fail(404, "nothing is known of that"));
    }

    private Set<String> members() {
        return control.cluster().members().stream()
                .map(ClusterView.Member::node)
                .collect(Collectors.toSet());
    }

    private Set<String> others() {
        return members().stream().filter(other -> !other.equals(node)).collect(Collectors.toSet());
    }
}
