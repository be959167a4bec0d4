package dev.penstock.store;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.OperationTimeoutException;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hazelcast for Vert.x, which gives up no consumer of the event bus because one message was lost: if a connection ends
 * while a registration is on it, Hazelcast says so after 20 s, and a node that starts just then would end.
 */
final class RetryingClusterManager extends HazelcastClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingClusterManager.class);
    private static final int MOST_TRIES = 3;

    RetryingClusterManager(HazelcastInstance member) {
        super(member);
    }

    /** Adds it to a set, so that one that was added although its answer was lost is still there once. */
    @Override
    public void addRegistration(String address, RegistrationInfo info, Completable<Void> done) {
        tryToAdd(address, attempt -> super.addRegistration(address, info, attempt), done);
    }

    static void tryToAdd(String address, Consumer<Completable<Void>> add, Completable<Void> done) {
        tryToAdd(address, add, done, MOST_TRIES);
    }

    private static void tryToAdd(
            String address, Consumer<Completable<Void>> add, Completable<Void> done, int triesLeft) {
        add.accept((_, failure) -> {
            if (failure instanceof OperationTimeoutException && triesLeft > 1) {
                LOG.warn(
                        "the other members did not answer a registration of {}, it is tried again: {}",
                        address,
                        failure.getMessage());
                tryToAdd(address, add, done, triesLeft - 1);
            } else {
                done.complete(null, failure);
            }
        });
    }
}
