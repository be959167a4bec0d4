package dev.penstock.trace.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Trace;
import dev.penstock.trace.TraceJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of traces does. */
abstract class TraceStoreContract {
    private static final Instant UNTIL = Samples.NOON.plusSeconds(60);

    private @Nullable TraceStore open;

    /** A new store without anything in it. */
    abstract TraceStore newStore();

    @BeforeEach
    void openOne() {
        open = newStore();
    }

    @AfterEach
    void closeIt() {
        store().close();
    }

    TraceStore store() {
        return Objects.requireNonNull(open);
    }

    private static Feedback said(String trace, String key, String kind, int second) {
        return new Feedback(
                trace,
                key,
                Samples.NOON.plusSeconds(second),
                kind,
                second % 2 == 0 ? 0.5 * second : null,
                null,
                "so",
                UNTIL,
                "shop");
    }

    /** What was said of a trace. */
    List<Feedback> feedback(String id) {
        return store().feedback(List.of(id)).getOrDefault(id, List.of());
    }

    private List<String> ids(Map<String, String> parameters) {
        return store().query(Samples.query(parameters)).stream()
                .map(found -> found.place().id())
                .toList();
    }

    @Test
    void whatWasAddedIsFoundByItsIdWordForWord() {
        List<Trace> traces = Samples.traces(new SplittableRandom(1), 300);
        store().add(Samples.stored(traces));

        for (Trace trace : traces) {
            assertThat(store().find(trace.id())).hasValue(TraceJson.line(trace));
        }
        assertThat(store().find("node-300")).isEmpty();
    }

    /** PostgreSQL has no texts with it: all that is written at the same time would be lost. */
    @Test
    void aNulInATextIsMarked() {
        StoredTrace trace = Samples.stored(Samples.trace(new SplittableRandom(1), 1, Samples.NOON));
        KeptText text = new KeptText("{\"a\":\"b\0\"}", "\0", UNTIL);
        store().add(List.of(new StoredTrace(
                trace.place(), trace.tags(), trace.costPicodollars(), trace.totalUs(), trace.story(), text)));
        store().add(new Feedback(trace.id(), "k", Samples.NOON, "comment", null, "l\0", "t\0", UNTIL, "shop"));

        assertThat(store().text(trace.id(), Samples.NOON))
                .hasValue(new KeptText("{\"a\":\"b\uFFFD\"}", "\uFFFD", UNTIL));
        assertThat(feedback(trace.id())).singleElement().satisfies(said -> {
            assertThat(said.label()).isEqualTo("l\uFFFD");
            assertThat(said.text()).isEqualTo("t\uFFFD");
        });
    }

    @Test
    void whatIsAddedAgainIsLeftAsItIs() {
        List<StoredTrace> traces = Samples.stored(Samples.traces(new SplittableRandom(2), 20));
        store().add(traces.subList(0, 10));
        store().add(traces);

        assertThat(ids(Map.of("limit", "500"))).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void everyFilterFindsWhatANaiveOneFinds() {
        List<StoredTrace> traces = Samples.stored(Samples.traces(new SplittableRandom(3), 400));
        store().add(traces.subList(0, 150));
        store().add(traces.subList(150, 400));
        SplittableRandom random = new SplittableRandom(4);
        int found = 0;
        for (int i = 0; i < 200; i++) {
            Map<String, String> parameters = parameters(random);
            List<String> expected = naive(traces, TraceFilter.read(parameters));

            parameters.put("limit", "500");
            TraceQuery query = TraceQuery.read(parameters);
            assertThat(TraceQuery.read(query.parameters())).isEqualTo(query);
            assertThat(ids(parameters)).as(parameters.toString()).isEqualTo(expected);
            found += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found).isBetween(50, 199);
    }

    private static Map<String, String> parameters(SplittableRandom random) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "route", "route-" + random.nextInt(4),
                "caller", "caller-" + random.nextInt(4),
                "target", "target-" + random.nextInt(3),
                "model", "model of target-" + random.nextInt(3),
                "diagnosis", random.nextBoolean() ? "server_error" : "invalid_output",
                "outcome", random.nextBoolean() ? "pass" : "retry",
                "prompt", "prompt-" + random.nextInt(2) + (random.nextBoolean() ? "@1" : ""),
                "from",
                        Samples.NOON
                                .plusNanos(random.nextInt(2_000) * 1_000_000L)
                                .toString()));
        all.put(
                "to",
                Samples.NOON
                        .plusMillis(2_001)
                        .minusNanos(random.nextInt(100) * 1_000L)
                        .toString());
        all.put("release", "0123456789ab");
        all.put("session", "session of caller-" + random.nextInt(5));
        all.put("rollout", "rollout-" + random.nextInt(3));
        all.put("arm", random.nextBoolean() ? "candidate" : "baseline");
        all.put("check", "schema /target-" + random.nextInt(3));
        all.put("answer", "chatcmpl-of-target-" + random.nextInt(3));
        all.put("min_cost", "0." + random.nextInt(1, 999_999));
        all.put("max_cost", Integer.toString(1 << random.nextInt(30)));
        all.put("min_ms", Integer.toString(random.nextInt(1, 1 << random.nextInt(1, 20))));
        all.put("max_ms", Integer.toString((1 << 20) + random.nextInt(1 << 20)));
        Set<String> kept = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            kept.add(List.copyOf(all.keySet()).get(random.nextInt(all.size())));
        }
        all.keySet().retainAll(kept);
        if (all.containsKey("min_cost")) {
            all.remove("max_cost");
        }
        return all;
    }

    static List<String> naive(List<StoredTrace> traces, TraceFilter filter) {
        return traces.stream()
                .filter(filter::holds)
                .sorted(Comparator.comparing(StoredTrace::place).reversed())
                .map(StoredTrace::id)
                .toList();
    }

    @Test
    void pagesNeitherSkipNorRepeatWhileMoreIsAdded() {
        List<StoredTrace> traces = Samples.stored(Samples.traces(new SplittableRandom(5), 300));
        store().add(traces);
        SplittableRandom random = new SplittableRandom(6);
        List<String> seen = new ArrayList<>();
        Map<String, String> parameters = new TreeMap<>(Map.of("limit", "7", "outcome", "pass"));
        for (int later = 300; ; later += 5) {
            List<FoundTrace> page = store().query(Samples.query(parameters));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(found -> seen.add(found.place().id()));
            parameters.put("after", page.getLast().place().toString());
            for (int i = 0; i < 5; i++) {
                store().add(List.of(
                        Samples.stored(Samples.trace(random, later + i, Samples.NOON.plusSeconds(10 + later)))));
            }
        }

        assertThat(seen).isEqualTo(naive(traces, TraceFilter.read(Map.of("outcome", "pass"))));
    }

    @Test
    void feedbackIsKeptOnceAndFindsItsTrace() {
        store().add(Samples.stored(Samples.traces(new SplittableRandom(7), 30)));

        assertThat(store().add(said("node-3", "a", "score", 2))).isEqualTo(Feedback.Taken.ADDED);
        assertThat(store().add(said("node-3", "b", "thumbs_up", 1))).isEqualTo(Feedback.Taken.ADDED);
        assertThat(store().add(said("node-3", "a", "thumbs_down", 3))).isEqualTo(Feedback.Taken.REPEATED);
        assertThat(store().add(said("node-9", "a", "score", 4))).isEqualTo(Feedback.Taken.ADDED);
        assertThat(store().add(said("node-77", "a", "score", 4))).isEqualTo(Feedback.Taken.NO_SUCH_TRACE);

        assertThat(feedback("node-3"))
                .containsExactly(said("node-3", "b", "thumbs_up", 1), said("node-3", "a", "score", 2));
        assertThat(feedback("node-4")).isEmpty();
        assertThat(store().feedback(List.of("node-9", "node-4", "node-3")))
                .containsOnlyKeys("node-3", "node-9")
                .containsEntry("node-9", List.of(said("node-9", "a", "score", 4)));
        assertThat(store().feedback(List.of())).isEmpty();
        assertThat(ids(Map.of("feedback", "score"))).containsExactlyInAnyOrder("node-3", "node-9");
        assertThat(ids(Map.of("feedback", "thumbs_up"))).containsExactly("node-3");
        assertThat(ids(Map.of("feedback", "thumbs_down"))).isEmpty();
    }

    @Test
    void aTraceTakesSoMuchFeedbackAndNoMore() {
        store().add(Samples.stored(Samples.traces(new SplittableRandom(7), 2)));
        for (int i = 0; i < Feedback.MOST; i++) {
            assertThat(store().add(said("node-0", "key-" + i, "score", 2))).isEqualTo(Feedback.Taken.ADDED);
        }

        assertThat(store().add(said("node-0", "one more", "score", 2))).isEqualTo(Feedback.Taken.TOO_MUCH);
        assertThat(store().add(said("node-0", "key-7", "score", 2))).isEqualTo(Feedback.Taken.REPEATED);
        assertThat(feedback("node-0")).hasSize(Feedback.MOST);
        assertThat(store().add(said("node-1", "one more", "score", 2))).isEqualTo(Feedback.Taken.ADDED);
    }

    @Test
    void whatWasSaidOutlivesItsText() {
        store().add(Samples.stored(Samples.traces(new SplittableRandom(7), 2)));
        Feedback said = said("node-0", "a", "score", 2);
        store().add(said);
        store().tidy(UNTIL.minusMillis(1));
        assertThat(feedback("node-0")).containsExactly(said);
        store().tidy(UNTIL.plusSeconds(60));
        assertThat(feedback("node-0")).containsExactly(said.withoutText());
    }

    @Test
    void aTextIsForgottenWhenItsTimeIsOverAndItsTraceIsNot() {
        Instant until = Samples.NOON.plusSeconds(60);
        Trace trace = Samples.trace(new SplittableRandom(8), 1, Samples.NOON);
        KeptText text = new KeptText("{\"messages\":[]}", "Monday", until);
        StoredTrace bare = Samples.stored(trace);
        store().add(List.of(new StoredTrace(bare.place(), bare.tags(), null, bare.totalUs(), bare.story(), text)));
        store().add(List.of(Samples.stored(Samples.trace(new SplittableRandom(8), 2, Samples.NOON))));

        assertThat(store().text("node-1", Samples.NOON)).hasValue(text);
        assertThat(store().text("node-2", Samples.NOON)).isEmpty();
        assertThat(store().text("node-1", until)).isEmpty();
        store().tidy(until);
        assertThat(store().text("node-1", Samples.NOON)).isEmpty();
        assertThat(store().find("node-1")).isPresent();
    }

    @Test
    void tagsHoldAnyTextAndAreNeverPartsOfAQuery() {
        String odd = "\"a\" OR b' -- *é\u0001";
        StoredTrace plain = Samples.stored(Samples.trace(new SplittableRandom(9), 1, Samples.NOON));
        store().add(List.of(new StoredTrace(
                plain.place(), Set.of(Tag.CALLER.of(odd)), null, plain.totalUs(), plain.story(), null)));

        assertThat(ids(Map.of("caller", odd))).containsExactly("node-1");
        assertThat(ids(Map.of("caller", "b"))).isEmpty();
    }
}
