package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.canary.BaselineLatency;
import dev.penstock.canary.Scoring;
import dev.penstock.canary.Seen;
import dev.penstock.canary.Split;
import dev.penstock.core.Attempt;
import dev.penstock.core.Dialect;
import dev.penstock.core.Escrow;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Result;
import dev.penstock.core.Share;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.rollout.RolloutBudget;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import dev.penstock.killswitch.Kills;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a rollout costs a request: the release that it gets, and its score. In this package because the choice is
 * package-private.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RolloutBenchmark {
    private static final String ROLLOUT = "0123456789abcdef0123";
    private static final Held ALL = new Held();

    private final HttpServerRequest http = (HttpServerRequest) Proxy.newProxyInstance(
            RolloutBenchmark.class.getClassLoader(), new Class<?>[] {HttpServerRequest.class}, (_, _, _) -> null);
    private final CallerRequest request = request();
    private final RoutePlan byHand = plan(null);
    private final RoutePlan inRollout = plan(List.of());
    private final RoutePlan withExposure =
            plan(List.of(new RolloutPlan.Budget(RolloutBudget.BAD, RolloutBudget.BAD.name(ROLLOUT, 1))));
    private final Scoring scoring = Scoring.of(RolloutPolicy.DEFAULT);
    private final BaselineLatency past = new BaselineLatency();
    private final List<Attempt> attempts = List.of(attempt());

    /** A budget that always has more. */
    private static final class Held implements Escrow, Escrow.Hold {
        private final Reserved held = new Escrow.Held(this);

        @Override
        public Reserved reserve(String budget, long units) {
            return held;
        }

        @Override
        public void settle(Hold hold, long spent) {
            // There is always more.
        }

        @Override
        public long units() {
            return 1;
        }
    }

    /** With a canary that was set by hand, to compare. */
    @Benchmark
    public Object chooseByHand() {
        return choose(byHand);
    }

    @Benchmark
    public Object choose() {
        return choose(inRollout);
    }

    @Benchmark
    public Object chooseWithExposure() {
        return choose(withExposure);
    }

    /** Of a good answer, by the default policy. */
    @Benchmark
    public int score() {
        return scoring.bits(new Seen(attempts, false, false, false, false), past);
    }

    private Object choose(RoutePlan plan) {
        return plan.choose(request, http, "node-a-1sd4k2j3h4g5", null, Kills.NONE, InstantSource.system(), ALL, true);
    }

    private static RoutePlan plan(@Nullable List<RolloutPlan.Budget> budgets) {
        Release current = release("gpt-a");
        Release candidate = release("gpt-b");
        var terms = new Command.SetCanary("support", candidate.id(), new Share(50_000), new Sticky.User(), "r-8f3a21");
        var record = new ControlRecord(
                "r1",
                1,
                Instant.EPOCH,
                "a",
                new ControlRecord.Author("ann", "why"),
                List.of(),
                new ControlRecord.Entry.Said(terms));
        RolloutPlan rollout = budgets == null
                ? null
                : new RolloutPlan(ROLLOUT, 1, 50_000, Scoring.of(RolloutPolicy.DEFAULT), budgets);
        RoutePlan.Canary canary = new RoutePlan.Canary(
                candidate, Split.of(new RouteState.Canary(terms, record)), terms.sticky(), rollout);
        return new RoutePlan("support", current, canary, null, Set.of());
    }

    private static Release release(String model) {
        Provider provider = new Provider(
                "openai",
                Dialect.OPENAI,
                URI.create("http://127.0.0.1:1/v1"),
                null,
                null,
                null,
                10,
                10,
                "max_completion_tokens",
                true);
        Target target = new Target("openai", "openai", model, null, 777, null);
        Route route = new Route(
                "support",
                "purpose",
                List.of("openai"),
                null,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                RouterPolicy.FIXED);
        ReleaseContent content = new ReleaseContent(route, List.of(target), null, null);
        return new Release(content.id(), content, List.of(new Release.Rung(target, provider)));
    }

    private static CallerRequest request() {
        byte[] body = "{\"model\":\"support\",\"user\":\"user-1234567\",\"messages\":[]}".getBytes(UTF_8);
        return switch (CallerRequest.read(Endpoint.CHAT_COMPLETIONS, body)) {
            case Result.Ok<CallerRequest>(CallerRequest read) -> read;
            case Result.Refused<CallerRequest>(Refusal why) -> throw new IllegalStateException(why.message());
        };
    }

    private static Attempt attempt() {
        return new Attempt(
                "openai",
                "openai",
                "gpt-b",
                10,
                20,
                0,
                500,
                500,
                null,
                900,
                200,
                null,
                null,
                null,
                List.of(),
                null,
                "gpt-b",
                null,
                FinishReason.STOP,
                null,
                null,
                null,
                null);
    }
}
