package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.RouteState;
import dev.penstock.core.state.Sticky;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RolloutVerticleTest {
    @TempDir
    private Path dir = Path.of(".");

    private final Vertx vertx = Vertx.vertx();
    private final DecidedControl control = new DecidedControl(() -> Instant.EPOCH);
    private final List<RolloutDesk> desks = new ArrayList<>();
    private final List<RolloutVerticle> nodes = new ArrayList<>();
    private final List<String> deployments = new ArrayList<>();
    private final List<RolloutNews> news = new CopyOnWriteArrayList<>();
    private String rollout = "";

    @BeforeEach
    void start() throws Exception {
        control.members("a", "b", "c");
        control.write(new Command.PublishRelease(Releases.content("support", "m1"), true));
        control.write(new Command.PublishRelease(Releases.content("support", "m2"), false));
        for (String name : List.of("a", "b", "c")) {
            deploy(name, name.charAt(0));
        }
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** The one that started at an earlier time is the older. */
    private void deploy(String name, long startedMs) throws Exception {
        RolloutDesk its = new RolloutDesk(new RolloutScores());
        RolloutVerticle node = new RolloutVerticle(
                name,
                name + startedMs,
                dir.resolve(name),
                its,
                control,
                (_, _) -> new CompletableFuture<>(),
                () -> Instant.ofEpochMilli(startedMs),
                System::nanoTime);
        node.listen(news::add);
        deployments.add(vertx.deployVerticle(node).await(10, TimeUnit.SECONDS));
        desks.add(its);
        nodes.add(node);
    }

    private void startRollout(RolloutMode mode) {
        startRollout(mode, RolloutPolicy.DEFAULT);
    }

    private void startRollout(RolloutMode mode, RolloutPolicy policy) {
        RouteState route = control.state().route("support");
        String baseline = route.releases().get(0).id();
        String candidate = route.releases().get(mode == RolloutMode.A_A ? 0 : 1).id();
        rollout = control.write(
                new Command.StartRollout("support", baseline, candidate, policy, new Sticky.User(), "s", mode));
        await(() -> nodes.getFirst().isJudge());
    }

    private void score(int node, Arm arm, long key, int bad) {
        desks.get(node).scores().take(new ArmOutcome(rollout, 0, arm, 10_000, key, bad, "trace-" + key, "m", null));
    }

    private RolloutState.Phase phase() {
        return Objects.requireNonNull(control.state().route("support").rollout())
                .phase();
    }

    private RolloutVerdict verdict(int node) {
        return nodes.get(node).verdict("support").orElseThrow();
    }

    private long badKeys(int node) {
        return ((GuardrailVerdict.Rate) verdict(node).guardrails().getFirst()).candidateKeys();
    }

    @Test
    void allKnowWhoJudgesBeforeThereIsAnythingToJudge() {
        await(() -> nodes.stream().allMatch(node -> node.judge().equals("a")));
        control.members("b", "c");
        await(() -> nodes.subList(1, 3).stream().allMatch(node -> node.judge().equals("b")));
    }

    @Test
    void badRequestsOfAllNodesTogetherRollBack() {
        startRollout(RolloutMode.LIVE);
        assertThat(nodes).filteredOn(RolloutVerticle::isJudge).hasSize(1);
        score(1, Arm.CANDIDATE, 1, 1);
        await(() -> badKeys(0) == 1);
        assertThat(verdict(0).candidateRequests()).isEqualTo(1);
        assertThat(phase()).isEqualTo(RolloutState.Phase.RUNNING);
        score(2, Arm.BASELINE, 2, 0);
        score(2, Arm.CANDIDATE, 3, 1);

        await(() -> phase() == RolloutState.Phase.ROLLED_BACK);
        assertThat(control.written().getLast().author().reason())
                .contains(
                        "does harm by 'error': 2 of its 2 requests were bad (100 %), against 0 of 1",
                        "penstock why trace-1, trace-3");
        assertThat(news).extracting(each -> each.decision().word()).containsExactly("roll_back");
    }

    @Test
    void theNextJudgeGoesOnWithWhatTheFirstKnewAndSoDoesANewNode() throws Exception {
        startRollout(RolloutMode.DRY_RUN);
        score(0, Arm.CANDIDATE, 1, 1);
        score(0, Arm.BASELINE, 2, 0);
        await(() -> verdict(1).candidateRequests() == 1 && verdict(2).candidateRequests() == 1);

        vertx.undeploy(deployments.getFirst()).await(10, TimeUnit.SECONDS);
        control.members("b", "c");
        await(() -> nodes.get(1).isJudge());
        assertThat(nodes.get(2).isJudge()).isFalse();
        control.members("b", "c", "d");
        deploy("d", 'd');
        await(() -> nodes.get(3).verdict("support").orElseThrow().candidateRequests() == 1);
        assertThat(badKeys(3)).isEqualTo(1);
        assertThat(verdict(3).baselineRequests()).isEqualTo(1);

        for (long key = 3; key < 8; key++) {
            score(3, Arm.CANDIDATE, key, 1);
        }
        await(() -> !news.isEmpty());
        assertThat(news).extracting(each -> each.decision().word()).containsExactly("roll_back");
        assertThat(phase()).isEqualTo(RolloutState.Phase.RUNNING);
    }

    /** Only who has heard a node that is gone can tell of it, and only who is asked does. */
    @Test
    void whoIsNotAnsweredAsksAgainForWhatNodesThatAreGoneHaveSeen() throws Exception {
        startRollout(RolloutMode.DRY_RUN);
        score(0, Arm.CANDIDATE, 1, 1);
        await(() -> badKeys(1) == 1 && badKeys(2) == 1);
        vertx.undeploy(deployments.getFirst()).await(10, TimeUnit.SECONDS);
        Set<String> lost = ConcurrentHashMap.newKeySet();
        vertx.eventBus().<String>addOutboundInterceptor(sent -> {
            boolean isQuestion = sent.message().body().equals(EvidenceCodec.write(new EvidenceMessage.AskAll()));
            String address = sent.message().address();
            if (!isQuestion || address.equals(RolloutVerticle.ADDRESS + ".d") || !lost.add(address)) {
                sent.next();
            }
        });
        control.members("b", "c", "d");
        deploy("d", 'd');

        await(() -> badKeys(3) == 1);
        assertThat(lost).containsExactlyInAnyOrder(RolloutVerticle.ADDRESS + ".b", RolloutVerticle.ADDRESS + ".c");
        assertThat(verdict(3).candidateRequests()).isEqualTo(1);
    }

    /** Behind a balancer the same user's next request is another node's. */
    @Test
    void whoAsksAnotherNodeTheSameSoonMakesTheAnswerBeforeBad() {
        RolloutPolicy policy = ScoringTest.policy(ScoringTest.fixed(GuardrailKind.REGENERATED, 60_000_000));
        startRollout(RolloutMode.DRY_RUN, policy);
        Drawn drawn = new Drawn(rollout, 0, Scoring.of(policy), Arm.CANDIDATE, false, 10_000, 7, false, "trace-7");
        desks.get(0).begins(drawn, "digest", System.nanoTime());
        desks.get(0).ended(drawn, ScoringTest.seen(ScoringTest.good()), null, "digest", System.nanoTime());
        desks.get(1).begins(drawn, "digest", System.nanoTime());

        await(() ->
                verdict(2).guardrails().getFirst() instanceof GuardrailVerdict.Rate rate && rate.candidateKeys() == 1);
        assertThat(verdict(2).candidateRequests()).isEqualTo(1);
        assertThat(verdict(2).traces()).containsExactly("trace-7");
    }

    private void undeployAll() throws Exception {
        for (String deployment : deployments) {
            vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);
        }
        control.members("a");
    }

    @Test
    void whoStartsAgainKnowsWhatAllHaveSeen() throws Exception {
        startRollout(RolloutMode.DRY_RUN);
        score(0, Arm.CANDIDATE, 1, 1);
        score(1, Arm.CANDIDATE, 2, 0);
        await(() -> verdict(0).candidateRequests() == 2);
        // Nobody has asked for this one yet.
        score(0, Arm.BASELINE, 3, 0);
        RolloutVerdict before = verdict(0);
        undeployAll();
        deploy("a", 'z');

        RolloutVerdict after = verdict(3);
        assertThat(after.candidateRequests()).isEqualTo(2);
        assertThat(after.candidateBad()).isEqualTo(1);
        assertThat(after.baselineRequests()).isEqualTo(1);
        assertThat(after.traces()).isEqualTo(before.traces()).containsExactly("trace-1");

        control.write(new Command.EndRollout("support", List.of(rollout)));
        vertx.undeploy(deployments.getLast()).await(10, TimeUnit.SECONDS);
        assertThat(dir.resolve("a").resolve("rollouts.json")).doesNotExist();
    }

    @Test
    void whatCannotBeReadKeepsNobodyFromStarting() throws Exception {
        startRollout(RolloutMode.DRY_RUN);
        score(0, Arm.CANDIDATE, 1, 1);
        await(() -> verdict(0).candidateRequests() == 1);
        undeployAll();
        Files.writeString(dir.resolve("a").resolve("rollouts.json"), "[{\"type\":");
        deploy("a", 'z');

        assertThat(verdict(3).candidateRequests()).isZero();
        score(3, Arm.CANDIDATE, 2, 1);
        await(() -> verdict(3).candidateRequests() == 1);
    }

    @Test
    void whatCannotBeWrittenKeepsNobodyFromJudgingAndStopping() throws Exception {
        Files.writeString(dir.resolve("a"), "a file in the place of the directory");
        startRollout(RolloutMode.LIVE);
        score(0, Arm.BASELINE, 9, 0);
        for (long key = 1; key < 4; key++) {
            score(0, Arm.CANDIDATE, key, 1);
        }
        await(() -> phase() == RolloutState.Phase.ROLLED_BACK);
        vertx.undeploy(deployments.getFirst()).await(10, TimeUnit.SECONDS);
    }

    @Test
    void aRouteWithoutARolloutHasNoVerdict() {
        assertThat(nodes.getFirst().verdict("support")).isEmpty();
        assertThat(nodes.getFirst().verdict("other")).isEmpty();
    }

    private static void await(BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
