package dev.penstock.trace.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest traces, in memory: gone with the process. Where texts take too much of it, the oldest are forgotten. */
final class MemoryTraces implements TraceStore {
    private static final long MOST_TEXT_BYTES = 16 << 20;

    private final int most;
    private final long mostTextBytes;
    private final TreeMap<Place, StoredTrace> traces = new TreeMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, List<Feedback>> feedback = new HashMap<>();
    private long textBytes;

    /** Keeps the newest {@code most} traces. */
    MemoryTraces(int most) {
        this(most, MOST_TEXT_BYTES);
    }

    MemoryTraces(int most, long mostTextBytes) {
        this.most = most;
        this.mostTextBytes = mostTextBytes;
    }

    @Override
    public synchronized void add(List<StoredTrace> added) {
        for (StoredTrace trace : added) {
            if (places.putIfAbsent(trace.id(), trace.place()) == null) {
                traces.put(trace.place(), trace);
                textBytes += textBytes(trace);
            }
        }
        while (traces.size() > most) {
            StoredTrace oldest = traces.firstEntry().getValue();
            forgetTexts(oldest);
            traces.remove(oldest.place());
            places.remove(oldest.id());
            feedback.remove(oldest.id());
        }
        makeRoom();
    }

    private void makeRoom() {
        for (StoredTrace oldest : traces.values()) {
            if (textBytes <= mostTextBytes) {
                return;
            }
            forgetTexts(oldest);
        }
    }

    /** Those of a trace and of what was said of it. */
    private void forgetTexts(StoredTrace trace) {
        forgetText(trace);
        List<Feedback> all = feedback.get(trace.id());
        if (all != null) {
            all.replaceAll(this::forgotten);
        }
    }

    private void forgetText(StoredTrace trace) {
        textBytes -= textBytes(trace);
        traces.replace(trace.place(), trace.withoutText());
    }

    private Feedback forgotten(Feedback said) {
        textBytes -= said.textBytes();
        return said.withoutText();
    }

    private static long textBytes(StoredTrace trace) {
        KeptText text = trace.text();
        return text == null ? 0 : text.bytes();
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
                        || feedback.getOrDefault(trace.id(), List.of()).stream()
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
        textBytes += said.textBytes();
        makeRoom();
        return Feedback.Taken.ADDED;
    }

    @Override
    public synchronized Map<String, List<Feedback>> feedback(Collection<String> ids) {
        Map<String, List<Feedback>> all = new HashMap<>();
        for (String id : ids) {
            List<Feedback> said = feedback.get(id);
            if (said != null) {
                all.put(
                        id,
                        said.stream()
                                .sorted(Comparator.comparing(Feedback::at).thenComparing(Feedback::key))
                                .toList());
            }
        }
        return all;
    }

    @Override
    public synchronized void tidy(Instant now) {
        for (StoredTrace trace : traces.values()) {
            KeptText text = trace.text();
            if (text != null && !text.until().isAfter(now)) {
                forgetText(trace);
            }
        }
        feedback.values().forEach(all -> all.replaceAll(said -> said.isToBeForgotten(now) ? forgotten(said) : said));
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
