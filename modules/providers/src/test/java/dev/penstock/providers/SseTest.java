package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.providers.Sse.Event;
import dev.penstock.testkit.EventStreamRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SseTest {
    @Test
    void linesMayEndInEachOfTheThreeWays() {
        assertThat(read("data: a\n\ndata: b\r\n\r\ndata: c\r\r"))
                .containsExactly(new Event("message", "a"), new Event("message", "b"), new Event("message", "c"));
    }

    @Test
    void anEventHasANameAndSeveralLinesOfData() {
        assertThat(read("event: error\ndata: one\ndata:two\ndata\n\n"))
                .containsExactly(new Event("error", "one\ntwo\n"));
    }

    @Test
    void onlyOneSpaceAfterTheColonIsLeftOut() {
        assertThat(read("data:  a \n\n")).containsExactly(new Event("message", " a "));
    }

    @Test
    void commentsUnknownFieldsAndAByteOrderMarkAreReadOver() {
        assertThat(read("\uFEFF: hello\nid: 1\nretry: 5\nDATA: no\n dat: no\ndata: yes\n\n"))
                .containsExactly(new Event("message", "yes"));
    }

    @Test
    void aNameWithoutDataIsNoEventAndDoesNotStick() {
        assertThat(read("event: a\n\ndata: x\n\n")).containsExactly(new Event("message", "x"));
    }

    @Test
    void emptyDataIsAnEvent() {
        assertThat(read("data\n\n")).containsExactly(new Event("message", ""));
    }

    @Test
    void whatTheEndCutsOffIsNoEvent() {
        Sse sse = new Sse(100);
        byte[] bytes = "data: a\n\ndata: b\n".getBytes(UTF_8);
        assertThat(sse.feed(bytes, 0, bytes.length)).containsExactly(new Event("message", "a"));
        assertThat(sse.midEvent()).isTrue();
    }

    @Test
    void anEventThatIsTooLargeEndsTheStream() {
        Sse sse = new Sse(16);
        byte[] fits = "data: 0123456789\n\n".getBytes(UTF_8);
        assertThat(sse.feed(fits, 0, fits.length)).hasSize(1);
        byte[] large = "data: 01234\ndata: 56789\n\ndata: a\n\n".getBytes(UTF_8);
        assertThat(sse.feed(large, 0, large.length)).isEmpty();
        assertThat(sse.tooLarge()).isTrue();
    }

    @Test
    void anEndlessRowOfCommentsIsNotTooLarge() {
        Sse sse = new Sse(16);
        byte[] ping = ": keep-alive\n".getBytes(UTF_8);
        for (int i = 0; i < 100; i++) {
            sse.feed(ping, 0, ping.length);
        }
        assertThat(sse.tooLarge()).isFalse();
    }

    @Property(tries = 500)
    void anyBytesCutAnywhereGiveWhatTheSpecificationSays(@ForAll("streams") byte[] stream, @ForAll int seed) {
        List<Event> expected = EventStreamRules.parse(stream).stream()
                .map(event -> new Event(event.name(), event.data()))
                .toList();
        assertThat(read(stream, stream.length)).isEqualTo(expected);
        assertThat(read(stream, 1)).isEqualTo(expected);
        assertThat(read(stream, 1 + Math.floorMod(seed, 7))).isEqualTo(expected);
    }

    @Provide
    Arbitrary<byte[]> streams() {
        Arbitrary<String> pieces = Arbitraries.of(
                "data",
                "event",
                ":",
                " ",
                "\n",
                "\r",
                "\r\n",
                "\n\n",
                "id",
                "é",
                "漢",
                "😀",
                "x",
                "{\"a\":1}",
                "\uFEFF");
        return pieces.list().ofMaxSize(30).map(list -> String.join("", list).getBytes(UTF_8));
    }

    private static List<Event> read(String stream) {
        return read(stream.getBytes(UTF_8), Integer.MAX_VALUE);
    }

    private static List<Event> read(byte[] stream, int step) {
        Sse sse = new Sse(1 << 20);
        List<Event> events = new ArrayList<>();
        byte[] padded = Arrays.copyOf(stream, stream.length + 3);
        for (int from = 0; from < stream.length; ) {
            int to = step > stream.length - from ? stream.length : from + step;
            events.addAll(sse.feed(padded, from, to));
            from = to;
        }
        return events;
    }
}
