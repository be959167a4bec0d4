package dev.penstock.trace.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where traces are kept. One thread at a time adds and tidies; whatever else is asked may be asked on any. All of it
 * blocks.
 */
interface TraceStore extends AutoCloseable {
    /** The store cannot be opened, written or read; the message says why, for operators. */
    final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Adds traces, all or none. What is there already is left as it is. */
    void add(List<StoredTrace> traces);

    /** The story of a trace. */
    Optional<byte[]> find(String id);

    /** Those of a query, the newest first. */
    List<FoundTrace> query(TraceQuery query);

    /** What was said in a request, unless it is to be forgotten by now. */
    Optional<KeptText> text(String id, Instant now);

    /** Adds what was said of a trace: {@value Feedback#MOST} for each at most. */
    Feedback.Taken add(Feedback feedback);

    /** What was said of some traces, by their ids, the oldest first; nothing of those of which nothing was said. */
    Map<String, List<Feedback>> feedback(Collection<String> ids);

    /** Forgets traces and texts whose time is over, and the oldest ones where they take more room than they may. */
    void tidy(Instant now);

    /** Which part of the room for traces is taken: 1 is all; 0 where there is no limit. */
    double taken();

    /** The bytes on disk; 0 where that is not known. */
    long bytes();

    @Override
    void close();
}
