package dev.penstock.store;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets what this node lacks of the records of others, page by page: by the digest's parts from a node that was not read
 * lately, else what came to it after what was read. Belongs to the store's thread.
 */
final class Catchup {
    private static final Logger LOG = LoggerFactory.getLogger(Catchup.class);
    /** How long another node may take to tell a page. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ControlStore store;
    private final Loop loop;
    private final Consumer<Message.Standing> whole;
    private final Map<String, Message.Since> read = new HashMap<>();
    /** Nodes that were asked and have not told all: one question at a time. */
    private final Set<String> asked = new HashSet<>();

    /**
     * For one store.
     *
     * @param whole is told when all is here that a node had when it told this of itself
     */
    Catchup(ControlStore store, Loop loop, Consumer<Message.Standing> whole) {
        this.store = store;
        this.loop = loop;
        this.whole = whole;
    }

    /** Hears what another node tells of itself, and gets what is missing here. */
    void heard(Message.Standing other) {
        if (other.digest().equals(store.standing().digest())) {
            readAllOf(other);
        } else if (asked.add(other.node())) {
            Message.Since last = read.get(other.node());
            ask(other, last != null && last.list().equals(other.list()) ? last : parts(0));
        }
    }

    private Message.Parts parts(long from) {
        return new Message.Parts(store.ledger().digest().parts(), Math.toIntExact(from));
    }

    private void ask(Message.Standing other, Message.Want want) {
        store.peers()
                .ask(other.node(), Peers.Question.DIFFERENCE, want, LIMIT)
                .thenCompose(this::take)
                .whenCompleteAsync(
                        (page, failure) -> {
                            if (failure != null) {
                                asked.remove(other.node());
                                LOG.debug("node {} did not tell what is missing here", other.node(), failure);
                            } else if (page.isPresent()) {
                                took(other, want, page.get());
                            } else {
                                read.remove(other.node());
                                ask(other, parts(0));
                            }
                        },
                        loop);
    }

    /** Takes a page in; there is none if what was asked for is forgotten. */
    private CompletionStage<Optional<Message.Page>> take(Message answer) {
        return switch (answer) {
            case Message.Page page -> store.receive(page.records()).thenApply(_ -> Optional.of(page));
            case Message.Forgotten() -> CompletableFuture.completedStage(Optional.empty());
            default -> CompletableFuture.failedStage(new IllegalStateException("it is no page: " + answer.getClass()));
        };
    }

    private void took(Message.Standing other, Message.Want want, Message.Page page) {
        Message.Want next = switch (want) {
            case Message.Parts _ -> parts(page.next());
            case Message.Since(String list, long _) -> {
                Message.Since since = new Message.Since(list, page.next());
                read.put(other.node(), since);
                yield since;
            }
        };
        if (!page.last()) {
            ask(other, next);
            return;
        }
        asked.remove(other.node());
        if (want instanceof Message.Parts) {
            readAllOf(other);
        } else {
            whole.accept(other);
        }
    }

    private void readAllOf(Message.Standing other) {
        read.put(other.node(), new Message.Since(other.list(), other.records()));
        whole.accept(other);
    }
}
