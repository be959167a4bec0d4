package dev.penstock.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal's thread, which alone touches its database. Changes that come while the disk is busy are written together:
 * one {@code fsync} for all of them. Those that cannot be written are owed, and tried again until they are.
 */
final class JournalThread {
    private static final Logger LOG = LoggerFactory.getLogger(JournalThread.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** What the thread works on. */
    interface Database {
        /** The present connection; it does not commit by itself. */
        Connection connection() throws SQLException;

        /** Writes all of it in one transaction; it is on disk when this returns. */
        void write(List<Change> changes) throws SQLException;

        /** After a failure: undoes what was begun. */
        void recover();

        void close();
    }

    /** Something to be found out in the database. */
    interface Question<T> {
        T answer(Connection connection) throws SQLException;
    }

    private sealed interface Request {
        record Write(Change change, CompletableFuture<Void> done) implements Request {}

        record Ask<T>(Question<T> question, CompletableFuture<T> done) implements Request {
            void answer(Connection connection) throws SQLException {
                try {
                    T answer = question.answer(connection);
                    connection.commit();
                    done.complete(answer);
                } catch (Journal.Unusable e) {
                    done.completeExceptionally(e);
                }
            }
        }

        /** Asks the thread to end. */
        record Last() implements Request {}
    }

    private final String place;
    private final Database database;
    private final Duration patience;
    private final Thread thread;
    private final BlockingQueue<Request> waiting = new LinkedBlockingQueue<>();
    private volatile boolean ended;
    // The thread's own:
    private final List<Request.Write> owed = new ArrayList<>();
    private final List<Request.Ask<?>> asked = new ArrayList<>();
    private boolean last;
    /** Between a failure and the next try; zero: nothing is wrong. */
    private Duration pause = Duration.ZERO;

    /**
     * Starts the thread.
     *
     * @param place where the journal is, for the log
     * @param patience how long whoever asks waits while the database fails; zero: he is told of the first failure
     */
    JournalThread(String place, Database database, Duration patience) {
        this.place = place;
        this.database = database;
        this.patience = patience;
        this.thread = Thread.ofPlatform().name("penstock-journal").daemon().start(this::run);
    }

    /** Done when the change is on disk. */
    CompletionStage<Void> write(Change change) {
        CompletableFuture<Void> done = future();
        submit(new Request.Write(change, done));
        return done;
    }

    /** Asks, after the changes that were handed in before. */
    <T> CompletionStage<T> ask(Question<T> question) {
        CompletableFuture<T> done = future();
        submit(new Request.Ask<>(question, done));
        return done;
    }

    /** Asks, and waits for the answer. */
    <T> T await(Question<T> question) {
        try {
            return ask(question).toCompletableFuture().join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cause instanceof Journal.Unusable unusable
                    ? unusable
                    : new Journal.Unusable("The journal " + place + " cannot be read: " + why(cause) + ".", cause);
        }
    }

    /** Writes what waits, if it can be written now, and ends. Blocks. */
    void close() {
        waiting.add(new Request.Last());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> CompletableFuture<T> future() {
        CompletableFuture<T> done = new CompletableFuture<>();
        return patience.isZero() ? done : done.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void submit(Request request) {
        waiting.add(request);
        if (ended) {
            refuseTheRest();
        }
    }

    private void run() {
        try {
            while (!last) {
                collect();
                work();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void end() {
        if (!owed.isEmpty()) {
            LOG.error("journal {}: it was closed before {} changes could be written", place, owed.size());
        }
        ended = true;
        waiting.addAll(owed);
        waiting.addAll(asked);
        refuseTheRest();
        database.close();
    }

    /** Waits until there is something to do, and after a failure for the next try. */
    private void collect() throws InterruptedException {
        long due = System.nanoTime() + pause.toNanos();
        List<Request> come = new ArrayList<>();
        do {
            Request first = owed.isEmpty() && asked.isEmpty()
                    ? waiting.take()
                    : waiting.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (first != null) {
                come.add(first);
                waiting.drainTo(come);
                come.forEach(this::accept);
                come.clear();
            }
        } while (!last && due - System.nanoTime() > 0);
    }

    private void accept(Request request) {
        switch (request) {
            case Request.Write write -> owed.add(write);
            case Request.Ask<?> ask -> asked.add(ask);
            case Request.Last() -> last = true;
        }
    }

    private void work() {
        Duration before = pause;
        try {
            write();
            pause = Duration.ZERO;
        } catch (SQLException | RuntimeException e) {
            failed(before, e);
            if (patience.isZero()) {
                owed.forEach(write -> write.done().completeExceptionally(e));
            }
        }
        asked.removeIf(ask -> ask.done().isDone());
        try {
            answer();
        } catch (SQLException | RuntimeException e) {
            failed(before, e);
            if (patience.isZero()) {
                asked.forEach(ask -> ask.done().completeExceptionally(e));
                asked.clear();
            }
        }
        if (pause.isZero() && !before.isZero()) {
            LOG.info("journal {}: it works again", place);
        }
    }

    private void write() throws SQLException {
        if (!owed.isEmpty()) {
            database.write(owed.stream().map(Request.Write::change).toList());
            owed.forEach(write -> write.done().complete(null));
            owed.clear();
        }
    }

    private void answer() throws SQLException {
        while (!asked.isEmpty()) {
            asked.getFirst().answer(database.connection());
            asked.removeFirst();
        }
    }

    private void failed(Duration before, Exception e) {
        if (before.isZero()) {
            LOG.error(
                    "journal {}: {} changes and {} questions wait, it will be tried again: {}",
                    place,
                    owed.size(),
                    asked.size(),
                    why(e));
            pause = FIRST_PAUSE;
        } else {
            Duration longer = before.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
        database.recover();
    }

    private void refuseTheRest() {
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            IllegalStateException closed = new IllegalStateException("the journal " + place + " is closed");
            switch (request) {
                case Request.Write write -> write.done().completeExceptionally(closed);
                case Request.Ask<?> ask -> ask.done().completeExceptionally(closed);
                case Request.Last() -> {}
            }
        }
    }

    /** In words that fit into a line. */
    static String why(Throwable e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
