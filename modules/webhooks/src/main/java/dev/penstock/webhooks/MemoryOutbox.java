package dev.penstock.webhooks;

import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.TreeMap;

/** Events that wait in memory, and are gone with the process. */
final class MemoryOutbox implements Outbox {
    private final TreeMap<Long, Waiting> byPlace = new TreeMap<>();
    private long last;

    @Override
    public void add(String webhook, Event event) {
        boolean known = byPlace.values().stream()
                .anyMatch(each -> each.webhook().equals(webhook) && each.id().equals(event.id()));
        if (!known) {
            last++;
            byPlace.put(
                    last,
                    new Waiting(last, webhook, event.id(), event.type(), event.at(), event.body(), 0, Instant.EPOCH));
        }
    }

    @Override
    public Optional<Waiting> next(String webhook, Instant now) {
        return byPlace.values().stream()
                .filter(each -> each.webhook().equals(webhook) && !each.due().isAfter(now))
                .findFirst();
    }

    @Override
    public void later(Waiting waiting) {
        byPlace.replace(waiting.place(), waiting);
    }

    @Override
    public void remove(long place) {
        byPlace.remove(place);
    }

    @Override
    public int waiting(String webhook) {
        return (int) byPlace.values().stream()
                .filter(each -> each.webhook().equals(webhook))
                .count();
    }

    @Override
    public int trim(String webhook, int most) {
        int more = waiting(webhook) - most;
        int removed = 0;
        Iterator<Waiting> oldest = byPlace.values().iterator();
        while (removed < more) {
            if (oldest.next().webhook().equals(webhook)) {
                oldest.remove();
                removed++;
            }
        }
        return removed;
    }

    @Override
    public void close() {
        byPlace.clear();
    }
}
