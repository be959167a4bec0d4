package dev.penstock.app;

import dev.penstock.alerts.AlertBook;
import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertSource;
import dev.penstock.alerts.AlertVerticle;
import dev.penstock.alerts.Alerts;
import dev.penstock.alerts.drift.Drifts;
import dev.penstock.alerts.drift.OtherModels;
import dev.penstock.alerts.drift.Seen;
import dev.penstock.canary.Arm;
import dev.penstock.canary.ArmCounts;
import dev.penstock.canary.CanaryArm;
import dev.penstock.canary.CanaryVerticle;
import dev.penstock.canary.RolloutDesk;
import dev.penstock.canary.RolloutNews;
import dev.penstock.canary.RolloutScores;
import dev.penstock.canary.RolloutVerdict;
import dev.penstock.canary.RolloutVerticle;
import dev.penstock.control.Observed;
import dev.penstock.control.RolloutView;
import dev.penstock.core.Escrow;
import dev.penstock.core.Trace;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.RuleState;
import dev.penstock.gateway.Features;
import dev.penstock.gateway.ReviewAnswers;
import dev.penstock.gateway.Snapshot;
import dev.penstock.healing.Breaker;
import dev.penstock.healing.BreakerVerticle;
import dev.penstock.healing.Breakers;
import dev.penstock.healing.Qualities;
import dev.penstock.healing.learned.RuleVerticle;
import dev.penstock.healing.learned.Rules;
import dev.penstock.killswitch.KillSwitch;
import dev.penstock.killswitch.KillSwitchVerticle;
import dev.penstock.reviews.Decision;
import dev.penstock.reviews.Review;
import dev.penstock.reviews.ReviewBook;
import dev.penstock.reviews.ReviewKind;
import dev.penstock.reviews.ReviewVerticle;
import dev.penstock.reviews.Reviews;
import dev.penstock.router.OutputLengths;
import dev.penstock.router.RouterVerticle;
import dev.penstock.shadow.ShadowDrop;
import dev.penstock.shadow.ShadowQueue;
import dev.penstock.shadow.ShadowVerticle;
import dev.penstock.trace.Metrics;
import dev.penstock.trace.store.FeedbackDesk;
import dev.penstock.trace.store.FeedbackSink;
import dev.penstock.webhooks.Webhooks;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** The features of one node: what they lend to the way of a request, and their verticles. */
final class FeatureVerticles implements Observed {
    private final KillSwitch killSwitch;
    private final ArmCounts arms = new ArmCounts();
    private final RolloutScores scores = new RolloutScores();
    private final RolloutDesk rollouts = new RolloutDesk(scores);
    private final OutputLengths lengths = new OutputLengths();
    private final ShadowQueue shadows;
    private final LongPredicate inContact;
    private final LongSupplier nanoTime;
    private final RouterVerticle router;
    private final CanaryVerticle canary;
    private final RolloutVerticle rollout;
    private final ControlPlane control;
    private final InstantSource clock;
    private final ShadowVerticle shadow;
    private final KillSwitchVerticle kills;
    private final Breakers breakers;
    private final Qualities qualities;
    private final Set<String> targets;
    private final BreakerVerticle breaker;
    private final Rules rules;
    private final RuleVerticle rule;
    private final ReviewBook book;
    private final ReviewVerticle reviews;
    private final Set<String> routes;
    private final AlertBook alertBook;
    private final AlertVerticle alerts;
    private final Drifts drifts = new Drifts();
    private final OtherModels otherModels = new OtherModels();

    /**
     * @param snapshots gives the one that requests are served against now
     * @param control where decisions are written
     * @param random gives 64 unguessable bits
     * @param webhooks who is asked by gates of rollouts
     * @param lostStories says that stories of requests are lost
     */
    FeatureVerticles(
            NodeConfig config,
            Supplier<Snapshot> snapshots,
            InstantSource clock,
            LongSupplier nanoTime,
            LongPredicate inContact,
            ControlPlane control,
            LongSupplier random,
            Webhooks webhooks,
            AlertSource lostStories) {
        String node = config.node();
        this.inContact = inContact;
        this.control = control;
        this.clock = clock;
        this.nanoTime = nanoTime;
        killSwitch = new KillSwitch(clock, LoggerFactory.getLogger("penstock.kills")::info);
        shadows = new ShadowQueue(nanoTime);
        router = new RouterVerticle(node, lengths, () -> snapshots.get().plans().keySet(), nanoTime);
        canary = new CanaryVerticle(node, arms, nanoTime);
        String life = Long.toHexString(random.getAsLong());
        rollout = new RolloutVerticle(
                node,
                life,
                config.dataDir(),
                rollouts,
                control,
                new WebhookGate(node, webhooks, clock),
                clock,
                nanoTime);
        shadow = new ShadowVerticle(shadows, route -> snapshots.get().shadowPlan(route), nanoTime);
        kills = new KillSwitchVerticle(killSwitch);
        targets = config.targets().keySet();
        Consumer<String> log = LoggerFactory.getLogger("penstock.targets")::warn;
        qualities = new Qualities(log);
        breakers = new Breakers(config.breakers(), nanoTime);
        breaker = new BreakerVerticle(node, breakers, nanoTime, log);
        rules = new Rules(node, config.learn(), clock, nanoTime, LoggerFactory.getLogger("penstock.rules")::info);
        rule = new RuleVerticle(node, rules);
        routes = config.routes().keySet();
        book = new ReviewBook(node, config.dataDir(), new ReviewAnswers(snapshots, killSwitch, clock), clock, random);
        reviews = new ReviewVerticle(node, book, control::cluster);
        alertBook = new AlertBook(node);
        alerts = new AlertVerticle(
                node,
                alertBook,
                List.of(
                        AlertSources.degraded(qualities, nanoTime),
                        AlertSources.breakers(breakers, targets),
                        AlertSources.rules(node, rules),
                        lostStories,
                        drifts,
                        otherModels),
                control::cluster,
                clock);
    }

    /** Kills come first: they must hold before anything else of a change does. */
    void take(ControlState state) {
        killSwitch.take(state);
        arms.take(state);
        rollouts.take(state);
        rules.take(
                state.rules().kept().values().stream().map(RuleState.Kept::rule).toList(),
                state.rules().revoked().keySet());
    }

    /** {@code feedback} takes what callers say of answers, and {@code escrow} has what rollouts may cost. */
    Features lent(FeedbackDesk feedback, Escrow escrow) {
        return new Features(
                killSwitch,
                arms,
                lengths,
                router::expected,
                shadows,
                breakers,
                qualities,
                rules,
                reviews,
                feedback,
                rollouts,
                escrow,
                inContact);
    }

    /** What users say of answers, for the rollouts that these are of. */
    FeedbackSink ofRollouts() {
        return FeedbackReaders.ofRollouts(rollouts);
    }

    /** What goes wrong, on all nodes. */
    Alerts alerts() {
        return alerts;
    }

    /** A request is over. */
    void ended(Trace trace) {
        otherModels.take(trace);
        Seen.of(trace).ifPresent(drifts::take);
    }

    /** Tells of each review that this node opens, or that is decided on it. */
    void onReview(Consumer<Review> told) {
        book.listen(told);
    }

    /** Tells of each verdict about a rollout that this node carries out, or would in another mode. */
    void onRollout(Consumer<RolloutNews> told) {
        rollout.listen(told);
    }

    /** How the rollouts that go on stand, by their routes. */
    Map<String, RolloutVerdict> verdicts() {
        Map<String, RolloutVerdict> verdicts = new TreeMap<>();
        for (RouteState route : control.state().routes().values()) {
            if (route.rollout() != null && route.rollout().isOn()) {
                rollout.verdict(route.route()).ifPresent(verdict -> verdicts.put(route.route(), verdict));
            }
        }
        return verdicts;
    }

    /** What people are asked to look at, on all nodes. */
    Reviews reviews() {
        return reviews;
    }

    private List<VerticleBase> all() {
        return List.of(router, canary, rollout, shadow, kills, breaker, rule, reviews, alerts);
    }

    @Override
    public Map<String, Long> requestsByArm(String route, String candidate) {
        Map<CanaryArm, Long> totals = canary.totals();
        Map<String, Long> byArm = new LinkedHashMap<>();
        for (Arm arm : Arm.values()) {
            byArm.put(arm.word(), totals.getOrDefault(new CanaryArm(route, candidate, arm), 0L));
        }
        return byArm;
    }

    @Override
    public String judge() {
        return rollout.judge();
    }

    @Override
    public Optional<RolloutView> rollout(String route) {
        ControlState state = control.state();
        RolloutState newest = state.route(route).rollout();
        return newest == null
                ? Optional.empty()
                : rollout.verdict(route)
                        .filter(verdict -> verdict.rollout().equals(newest.id()))
                        .map(verdict -> RolloutViews.of(verdict, newest, state, clock.instant()));
    }

    @Override
    public List<LearnedRule> rules() {
        return rules.conclusions().stream()
                .map(each -> new LearnedRule(
                        each.rule(), each.word().word(), each.at(), each.until(), each.node(), each.why()))
                .toList();
    }

    @Override
    public Tried tried(String rule) {
        Rules.Tried tried = rules.tried(rule);
        return new Tried(tried.good(), tried.bad(), tried.harmfulSince());
    }

    @Override
    public Target target(String name) {
        return new Target(
                breakers.word(name).name().toLowerCase(Locale.ROOT),
                breakers.openings(name),
                qualities.isDegraded(name, nanoTime.getAsLong()));
    }

    @Override
    public List<String> verticles() {
        return all().stream()
                .map(verticle -> verticle.getClass().getSimpleName())
                .toList();
    }

    List<Future<String>> deploy(Vertx vertx) {
        return all().stream().map(vertx::deployVerticle).toList();
    }

    void showIn(Metrics metrics) {
        metrics.counter(
                "penstock_rollout_scores_dropped",
                "Requests in rollouts that do not count, because too many were to be counted at a time.",
                Map.of(),
                scores::dropped);
        metrics.counter(
                "penstock_rollout_questions_dropped",
                "Requests that other nodes do not know as a repetition, because too many came at a time.",
                Map.of(),
                scores::droppedQuestions);
        metrics.counter(
                "penstock_shadow_offered",
                "Copies of requests that were to be sent to a candidate.",
                Map.of(),
                shadows::offered);
        metrics.counter("penstock_shadow_sent", "Copies that were sent.", Map.of(), shadows::sent);
        for (ShadowDrop why : ShadowDrop.values()) {
            metrics.counter(
                    "penstock_shadow_dropped",
                    "Copies that were not sent, by why not.",
                    Map.of("why", why.name().toLowerCase(Locale.ROOT)),
                    () -> shadows.dropped(why));
        }
        metrics.gauge(
                "penstock_rules",
                "Rules that are applied ahead of failures, learned or kept by operators.",
                Map.of(),
                rules::inEffect);
        metrics.gauge(
                "penstock_reviews_open", "Reviews of this node that wait for a decision.", Map.of(), book::undecided);
        for (ReviewKind kind : ReviewKind.values()) {
            for (String route : routes) {
                metrics.counter(
                        "penstock_reviews_opened",
                        "Requests that were passed on to people.",
                        Map.of("route", route, "kind", kind.word()),
                        () -> book.opened(route, kind));
            }
        }
        for (String decision : Decision.WORDS) {
            metrics.counter(
                    "penstock_reviews_resolved",
                    "Reviews that were decided.",
                    Map.of("decision", decision),
                    () -> book.resolved(decision));
        }
        for (AlertKind kind : AlertKind.values()) {
            metrics.gauge(
                    "penstock_alerts",
                    "Alerts of this node that are not over.",
                    Map.of("kind", kind.word()),
                    () -> alertBook.standing(kind));
        }
        for (String target : targets) {
            metrics.counter(
                    "penstock_rules_applied",
                    "Attempts at a target that a rule changed, and requests that asked it last by one.",
                    Map.of("target", target),
                    () -> rules.applied(target));
            metrics.gauge(
                    "penstock_breaker_open",
                    "1 while a target fails and is left alone, but for probes.",
                    Map.of("target", target),
                    () -> breakers.word(target) == Breaker.Word.CLOSED ? 0 : 1);
            metrics.counter(
                    "penstock_breaker_openings",
                    "How often a target was found to fail, by this node or another.",
                    Map.of("target", target),
                    () -> breakers.openings(target));
            metrics.gauge(
                    "penstock_target_degraded",
                    "1 while a target's answers are worse than usual and it is asked after the others.",
                    Map.of("target", target),
                    () -> qualities.isDegraded(target, nanoTime.getAsLong()) ? 1 : 0);
        }
        metrics.gauge("penstock_shadow_waiting", "Copies that wait to be sent.", Map.of(), shadows::waiting);
        metrics.gauge("penstock_shadow_bytes", "Memory that copies hold.", Map.of(), shadows::bytes);
    }
}
