package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.OperationTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryingClusterManagerTest {
    private final OperationTimeoutException lost = new OperationTimeoutException("operation-heartbeat-timeout");

    /** What each try comes to. */
    private final Deque<Future<Void>> outcomes = new ArrayDeque<>();

    @Test
    void aRegistrationWhoseAnswerWasLostIsTriedAgain() {
        assertThat(tried(List.of(Future.failedFuture(lost), Future.failedFuture(lost), Future.succeededFuture()))
                        .succeeded())
                .isTrue();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void itIsGivenUpAfterThreeTries() {
        Future<Void> fourth = Future.succeededFuture();

        assertThat(tried(List.of(
                                Future.failedFuture(lost),
                                Future.failedFuture(lost),
                                Future.failedFuture(lost),
                                fourth))
                        .cause())
                .isSameAs(lost);
        assertThat(outcomes).containsExactly(fourth);
    }

    @Test
    void anotherFailureIsToldAtOnce() {
        Future<Void> second = Future.succeededFuture();
        HazelcastInstanceNotActiveException gone = new HazelcastInstanceNotActiveException();

        assertThat(tried(List.of(Future.failedFuture(gone), second)).cause()).isSameAs(gone);
        assertThat(outcomes).containsExactly(second);
    }

    private Future<Void> tried(List<Future<Void>> each) {
        outcomes.addAll(each);
        Promise<Void> done = Promise.promise();
        RetryingClusterManager.tryToAdd(
                "penstock.kills", attempt -> outcomes.remove().onComplete(attempt), done);
        return done.future();
    }
}
