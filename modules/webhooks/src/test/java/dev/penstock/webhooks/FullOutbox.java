package dev.penstock.webhooks;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One that takes nothing out, and puts nothing off, while its disk is full. */
record FullOutbox(Outbox box, AtomicBoolean full) implements Outbox {
    @Override
    public void add(String webhook, Event event) {
        box.add(webhook, event);
    }

    @Override
    public Optional<Waiting> next(String webhook, Instant now) {
        return box.next(webhook, now);
    }

    @Override
    public void later(Waiting waiting) {
        refuse();
        box.later(waiting);
    }

    @Override
    public void remove(long place) {
        refuse();
        box.remove(place);
    }

    private void refuse() {
        if (full.get()) {
            throw new Unusable("The disk is full.", new IllegalStateException());
        }
    }

    @Override
    public int waiting(String webhook) {
        return box.waiting(webhook);
    }

    @Override
    public int trim(String webhook, int most) {
        return box.trim(webhook, most);
    }

    @Override
    public void close() {
        box.close();
    }
}
