package dev.penstock.trace.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest traces, in memory: gone with the process. */
final class MemoryTraces implements TraceStore {
    private final int most;
    private final TreeMap<Place, StoredTrace> traces = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, List<Feedback>> feedback = new HashMap<>();

    /** Keeps the newest {@code most} traces. */
    MemoryTraces(int most) {
        this.most = most;
    }

    @Override
    public synchronized void add(List<StoredTrace> added) {
        for (StoredTrace trace : added) {
            if (places.putIfAbsent(trace.id(), trace.place()) == null) {
                traces.put(trace.place(), trace);
            }
        }
        while (traces.size() > most) {
            String oldest = traces.pollFirstEntry().getValue().id();
            places.remove(oldest);
            feedback.remove(oldest);
        }
    }

    private Optional<StoredTrace> trace(String id) {
        return Optional.ofNullable(places.get(id)).map(traces::get);
    }

    @Override
    public synchronized Optional<byte[]> find(String id) {
        return trace(id).map(StoredTrace::story);
    }

    @Override
    public synchronized List<FoundTrace> query(TraceQuery query) {
        return traces.descendingMap().values().stream()
                .filter(trace -> query.isBehind(trace.place()))
                .filter(query.filter()::holds)
                .filter(trace -> query.filter().feedback() == null
                        || feedback(trace.id()).stream()
                                .anyMatch(said ->
                                        said.kind().equals(query.filter().feedback())))
                .limit(query.limit())
                .map(trace -> new FoundTrace(trace.place(), trace.story()))
                .toList();
    }

    @Override
    public synchronized Optional<KeptText> text(String id, Instant now) {
        return trace(id)
                .flatMap(trace -> Optional.ofNullable(trace.text()))
                .filter(text -> text.until().isAfter(now));
    }

    @Override
    public synchronized Feedback.Taken add(Feedback said) {
        if (trace(said.trace()).isEmpty()) {
            return Feedback.Taken.NO_SUCH_TRACE;
        }
        List<Feedback> all = feedback.computeIfAbsent(said.trace(), _ -> new ArrayList<>());
        if (all.stream().anyMatch(each -> each.key().equals(said.key()))) {
            return Feedback.Taken.REPEATED;
        }
        if (all.size() >= Feedback.MOST) {
            return Feedback.Taken.TOO_MUCH;
        }
        all.add(said);
        return Feedback.Taken.ADDED;
    }

    @Override
    public synchronized List<Feedback> feedback(String id) {
        return feedback.getOrDefault(id, List.of()).stream()
                .sorted(Comparator.comparing(Feedback::at).thenComparing(Feedback::key))
                .toList();
    }

    @Override
    public synchronized void tidy(Instant now) {
        traces.replaceAll((_, trace) -> trace.text() == null
                        || trace.text().until().isAfter(now)
                ? trace
                : new StoredTrace(
                        trace.place(), trace.tags(), trace.costPicodollars(), trace.totalUs(), trace.story(), null));
        feedback.values()
                .forEach(all -> all.replaceAll(said -> said.isToBeForgotten(now) ? said.withoutText() : said));
    }

    @Override
    public double taken() {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void close() {}
}
