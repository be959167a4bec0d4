package dev.penstock.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TraceLogTest {
    @Test
    void writesALineForEachTraceInTheirOrder() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TraceLog log = new TraceLog(out, 100)) {
            for (int i = 0; i < 50; i++) {
                log.add(Stories.named("local-" + i));
            }
        }
        String[] lines = out.toString(UTF_8).split("\n");
        assertThat(lines).hasSize(50);
        assertThat(lines[49]).startsWith("{\"trace\":\"local-49\"");
    }

    @Test
    @Timeout(20)
    void dropsAndCountsWhatASlowReaderLeavesNoRoomFor() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TraceLog log = new TraceLog(
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
        log.add(Stories.named("local-0"));
        stuck.await();
        for (int i = 0; i < 25; i++) {
            log.add(Stories.named("local-" + i));
        }
        assertThat(log.dropped()).isEqualTo(15);
        released.countDown();
        log.close();
    }

    @Test
    void keepsTheLatestTracesOnly() {
        TraceRing ring = new TraceRing(3);
        for (int i = 0; i < 5; i++) {
            ring.add(Stories.named("local-" + i));
        }
        assertThat(ring.find("local-1")).isNull();
        assertThat(ring.find("local-2")).isEqualTo(Stories.named("local-2"));
        assertThat(ring.find("local-4")).isEqualTo(Stories.named("local-4"));
        assertThat(ring.find("none")).isNull();
    }
}
