package dev.penstock.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StoriesTest {
    @Test
    void writesALineForEachTraceInTheirOrder() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Stories stories = new Stories(10, out, 100)) {
            for (int i = 0; i < 50; i++) {
                stories.add(Traces.named("local-" + i));
            }
        }
        String[] lines = out.toString(UTF_8).split("\n");
        assertThat(lines).hasSize(50);
        assertThat(lines[49]).startsWith("{\"trace\":\"local-49\"");
    }

    @Test
    void tellsEachOfItsSinksEvenIfOneOfThemIsAtFault() {
        List<String> told = new ArrayList<>();
        try (Stories stories = new Stories(10, OutputStream.nullOutputStream(), 100)) {
            stories.to((_, _) -> {
                throw new IllegalStateException("a fault of this sink");
            });
            stories.to((trace, json) -> told.add(trace.id() + " " + new String(json, UTF_8).startsWith("{\"trace\":")));
            stories.add(Traces.named("local-1"));
            stories.add(Traces.named("local-2"));
        }
        assertThat(told).containsExactly("local-1 true", "local-2 true");
    }

    @Test
    @Timeout(20)
    void dropsAndCountsWhatASlowReaderLeavesNoRoomFor() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Stories stories = new Stories(
                100,
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        stuck.countDown();
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                },
                10);
        stories.add(Traces.named("local-0"));
        stuck.await();
        for (int i = 0; i < 25; i++) {
            stories.add(Traces.named("local-" + i));
        }
        assertThat(stories.dropped()).isEqualTo(15);
        released.countDown();
        stories.close();
    }

    @Test
    void aStoryCanBeAskedForWhileItWaitsAndOnceItIsWritten() {
        Stories stories = new Stories(100, OutputStream.nullOutputStream(), 100);
        for (int i = 0; i < 50; i++) {
            stories.add(Traces.named("local-" + i));
        }
        assertThat(stories.find("local-7")).isEqualTo(TraceJson.line(Traces.named("local-7")));
        stories.close();
        assertThat(stories.find("local-7")).isEqualTo(TraceJson.line(Traces.named("local-7")));
        assertThat(stories.find("local-70")).isNull();
    }

    @Test
    void aStoryCanBeAskedForWhileItMovesFromTheQueueToTheLatest() {
        AtomicReference<String> told = new AtomicReference<>("");
        try (Stories stories = new Stories(4, OutputStream.nullOutputStream(), 100)) {
            stories.to((trace, _) -> told.set(trace.id()));
            for (int i = 0; i < 100; i++) {
                String id = "local-" + i;
                stories.add(Traces.named(id));
                do {
                    assertThat(stories.find(id)).isNotNull();
                } while (!told.get().equals(id));
            }
        }
    }

    @Test
    void aLogThatNobodyReadsAnyMoreLosesNoStory() {
        Stories stories = new Stories(
                10,
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("broken pipe");
                    }
                },
                10);
        stories.add(Traces.named("local-1"));
        stories.close();
        assertThat(stories.find("local-1")).isNotNull();
    }

    @Test
    void theRingKeepsTheLatestHoweverOftenItIsFilled() {
        TraceRing ring = new TraceRing(4);
        for (int i = 0; i < 1_000; i++) {
            byte[] story = TraceJson.line(Traces.named("local-" + i));
            ring.add(story, story.length);
            for (int back = 0; back < 4 && back <= i; back++) {
                String id = "local-" + (i - back);
                assertThat(ring.find(id)).isEqualTo(TraceJson.line(Traces.named(id)));
            }
            assertThat(ring.find("local-" + (i - 4))).isNull();
        }
        assertThat(ring.find("none")).isNull();
    }

    @Test
    void longStoriesTakeTheRoomOfSeveralAndOneThatDoesNotFitIsLeftOut() {
        TraceRing ring = new TraceRing(4);
        byte[] longStory = Arrays.copyOf((TraceJson.begin("long") + ",").getBytes(UTF_8), 3_000);
        byte[] tooLong = Arrays.copyOf((TraceJson.begin("too-long") + ",").getBytes(UTF_8), 5_000);
        byte[] story = TraceJson.line(Traces.named("local-1"));
        ring.add(longStory, longStory.length);
        ring.add(tooLong, tooLong.length);
        ring.add(story, story.length);
        assertThat(ring.find("long")).isEqualTo(longStory);
        assertThat(ring.find("too-long")).isNull();
        ring.add(longStory, longStory.length);
        assertThat(ring.find("long")).isEqualTo(longStory);
        assertThat(ring.find("local-1")).isEqualTo(story);
        ring.add(longStory, longStory.length);
        assertThat(ring.find("local-1")).isNull();
    }
}
