package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.control.EvalRun.EvalCall;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.EvalGate;
import dev.penstock.evals.CaseAnswer;
import dev.penstock.evals.CaseJudge;
import dev.penstock.evals.EvalCase;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvalRunTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final EvalTerms TERMS = new EvalTerms(
            "support", "c", "b", 1, "0".repeat(64), EvalGate.DEFAULT, EvalRuns.MOST_AT_ONCE, new Author("ann", "why"));

    /** A run, and one of its cases for as long as somebody holds it. */
    private record Begun(EvalRun run, WeakReference<EvalCase> ofIt) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsOverHoldsItsCasesNoLonger(boolean isCancelled) {
        Begun begun = begun();
        if (isCancelled) {
            begun.run().end(true, "wrong file", NOW);
        } else {
            answer(begun.run());
            assertThat(Objects.requireNonNull(begun.run().conclude(NOW)).gate()).isEqualTo(EvalGate.DEFAULT);
        }

        long deadline = System.nanoTime() + 20_000_000_000L;
        while (begun.ofIt().get() != null && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(begun.ofIt().get()).isNull();
        assertThat(begun.run().expected()).isEqualTo(2);
        assertThat(begun.run().next()).isNull();
    }

    private static Begun begun() {
        EvalCase one = new EvalCase(
                "a", JsonNodeFactory.instance.objectNode(), List.of(), JsonNodeFactory.instance.objectNode());
        NodeConfig config = Operator.config();
        ReleaseContent content =
                ReleaseContent.of(config, Objects.requireNonNull(config.routes().get("support")));
        return new Begun(
                new EvalRun("r", TERMS, new EvalWork(content, content, List.of(one)), NOW), new WeakReference<>(one));
    }

    private static void answer(EvalRun run) {
        for (EvalCall call = run.next(); call != null; call = run.next()) {
            run.take(call, CaseJudge.judge(call.asked(), CaseAnswer.notSent("a test")));
        }
    }
}
