package dev.penstock.providers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.testkit.EventStreamRules;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventFramesTest {
    @Test
    void linesMayEndInEachOfTheThreeWays() {
        assertThat(read("data: a\n\ndata: b\r\n\r\ndata: c\r\r"))
                .containsExactly(
                        new StreamEvent("message", "a"),
                        new StreamEvent("message", "b"),
                        new StreamEvent("message", "c"));
    }

    @Test
    void anEventHasANameAndSeveralLinesOfData() {
        assertThat(read("event: error\ndata: one\ndata:two\ndata\n\n"))
                .containsExactly(new StreamEvent("error", "one\ntwo\n"));
    }

    @Test
    void linesOfDataAreJoinedWhateverTheirLengths() {
        assertThat(read("data: a long line\ndata: b\n\ndata\ndata\ndata: c\n\ndata: d\n\n"))
                .containsExactly(
                        new StreamEvent("message", "a long line\nb"),
                        new StreamEvent("message", "\n\nc"),
                        new StreamEvent("message", "d"));
    }

    /** Copied once for each line, this would be a terabyte. */
    @Test
    @Timeout(20)
    void anEventOfAMillionLinesIsReadInATimeThatGrowsWithItsLength() {
        int lines = 1_000_000;
        EventFrames frames = new EventFrames(8 << 20);
        List<Integer> lengths = new ArrayList<>();
        byte[] event = ("data:a\n".repeat(lines) + "\n").getBytes(UTF_8);
        assertThat(frames.feed(event, (_, _, _) -> lengths.add(frames.dataTo() - frames.dataFrom())))
                .isTrue();
        assertThat(lengths).containsExactly(2 * lines - 1);
    }

    @Test
    void onlyOneSpaceAfterTheColonIsLeftOut() {
        assertThat(read("data:  a \n\n")).containsExactly(new StreamEvent("message", " a "));
    }

    @Test
    void commentsUnknownFieldsAndAByteOrderMarkAreReadOver() {
        assertThat(read("\uFEFF: hello\nid: 1\nretry: 5\nDATA: no\n dat: no\ndata: yes\n\n"))
                .containsExactly(new StreamEvent("message", "yes"));
    }

    @Test
    void aNameWithoutDataIsNoEventAndDoesNotStick() {
        assertThat(read("event: a\n\ndata: x\n\n")).containsExactly(new StreamEvent("message", "x"));
    }

    @Test
    void emptyDataIsAnEvent() {
        assertThat(read("data\n\n")).containsExactly(new StreamEvent("message", ""));
    }

    @Test
    void whatTheEndCutsOffIsNoEvent() {
        EventFrames frames = new EventFrames(100);
        List<String> shown = new ArrayList<>();
        frames.feed("data: a\n\ndata: b".getBytes(UTF_8), (_, from, to) -> shown.add(from + "-" + to));
        frames.end((_, from, to) -> shown.add(from + "-" + to));
        assertThat(shown).containsExactly("0-9");
    }

    @Test
    void aLastEventThatLacksOnlyTheBlankLineIsShown() {
        EventFrames frames = new EventFrames(100);
        List<String> shown = new ArrayList<>();
        EventFrames.Sink sink = (_, _, _) -> shown.add(new String(frames.data(), UTF_8));
        frames.feed("data: a\n\ndata: b\n".getBytes(UTF_8), sink);
        frames.end(sink);
        assertThat(shown).containsExactly("a", "b");
    }

    @Test
    void anEventThatIsTooLargeEndsTheStream() {
        EventFrames frames = new EventFrames(16);
        List<String> shown = new ArrayList<>();
        EventFrames.Sink sink = (_, from, to) -> shown.add(from + "-" + to);
        assertThat(frames.feed("data: 0123456789\n\n".getBytes(UTF_8), sink)).isTrue();
        assertThat(frames.feed("data: 01234\n".getBytes(UTF_8), sink)).isTrue();
        assertThat(frames.feed("data: 56789\n".getBytes(UTF_8), sink)).isFalse();
        assertThat(shown).hasSize(1);
    }

    @Test
    void wholeEventsAreShownWhereTheyStand() {
        EventFrames frames = new EventFrames(100);
        byte[] bytes = "data: a\n\n: ping\r\n\r\nevent: b\ndata: c\n\n".getBytes(UTF_8);
        List<String> shown = new ArrayList<>();
        frames.feed(bytes, (array, from, to) -> {
            assertThat(array).isSameAs(bytes);
            shown.add(new String(array, from, to - from, UTF_8));
        });
        assertThat(shown).containsExactly("data: a\n\n", ": ping\r\n\r\n", "event: b\ndata: c\n\n");
    }

    @Property(tries = 500)
    void anyBytesCutAnywhereGiveWhatTheSpecificationSays(@ForAll("streams") byte[] stream, @ForAll int seed) {
        List<StreamEvent> expected = EventStreamRules.parse(stream).stream()
                .map(event -> new StreamEvent(event.name(), event.data()))
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

    private static List<StreamEvent> read(String stream) {
        return read(stream.getBytes(UTF_8), Integer.MAX_VALUE);
    }

    private static List<StreamEvent> read(byte[] stream, int step) {
        return Wire.frames(stream, step);
    }
}
