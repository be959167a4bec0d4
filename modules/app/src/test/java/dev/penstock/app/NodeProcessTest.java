package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NodeProcessTest {
    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void oneDeadlineHoldsForAllStepsOfAStop() {
        Promise<Void> late = Promise.promise();
        Promise<Void> never = Promise.promise();
        List<String> taken = new CopyOnWriteArrayList<>();
        long from = System.nanoTime();

        NodeProcess.within(Duration.ofMillis(300), () -> {
            taken.add("first");
            late.complete();
            NodeProcess.await(late.future());
            taken.add("second");
            NodeProcess.await(never.future());
            taken.add("third");
            NodeProcess.await(never.future());
        });

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(taken).containsExactly("first", "second");
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aStopThatIsDoneWaitsForNothing() {
        List<String> taken = new CopyOnWriteArrayList<>();

        NodeProcess.within(Duration.ofDays(1), () -> taken.add("all"));

        assertThat(taken).containsExactly("all");
    }
}
