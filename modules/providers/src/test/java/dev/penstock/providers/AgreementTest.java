package dev.penstock.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.FinishReason;
import dev.penstock.core.Usage;
import dev.penstock.core.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final ChatEvent STOP = new ChatEvent.Finished(0, FinishReason.STOP, "stop", null);

    @Test
    void whatTheCallerHasIsLeftOut() {
        Agreement agreement = new Agreement("The gate is");
        assertThat(agreement.pass(new ChatEvent.Started("id", "m", 1, null))).isNull();
        assertThat(agreement.pass(text("The gate"))).isNull();
        assertThat(agreement.pass(text(" is open"))).isEqualTo(text(" open"));
        assertThat(agreement.pass(text("."))).isEqualTo(text("."));
        assertThat(agreement.pass(STOP)).isEqualTo(STOP);
        assertThat(agreement.hasDeparted()).isFalse();
    }

    @Test
    void nothingOfAStreamThatDepartsIsForTheCaller() {
        Agreement agreement = new Agreement("The gate is");
        assertThat(agreement.pass(text("The valve is"))).isNull();
        assertThat(agreement.hasDeparted()).isTrue();
        assertThat(agreement.pass(text("The gate is open"))).isNull();
        assertThat(agreement.pass(STOP)).isNull();
    }

    @Test
    void aShorterAnswerDeparts() {
        Agreement agreement = new Agreement("The gate is");
        agreement.pass(text("The gate"));
        assertThat(agreement.pass(STOP)).isNull();
        assertThat(agreement.hasDeparted()).isTrue();
    }

    @Test
    void aToolCallInThePlaceOfTheTextDeparts() {
        Agreement agreement = new Agreement("The gate is");
        assertThat(agreement.pass(new ChatEvent.ToolCallStarted(0, 0, "c", "pay")))
                .isNull();
        assertThat(agreement.hasDeparted()).isTrue();
    }

    @Test
    void reasoningIsKeptBackAndUsageIsNot() {
        Agreement agreement = new Agreement("a");
        ChatEvent usage = new ChatEvent.UsageReported(new Usage(1, 0, 0, 1, 0));
        assertThat(agreement.pass(new ChatEvent.ThinkingDelta(0, "hm"))).isNull();
        assertThat(agreement.pass(usage)).isEqualTo(usage);
        assertThat(agreement.hasDeparted()).isFalse();
    }

    /** Whatever comes in whatever pieces: what the caller has and gets is the begin of what came, or nothing is. */
    @Property(tries = 2_000)
    void noByteIsEmittedThatWasNotAgreed(
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 6) String sent,
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String again,
            @ForAll @IntRange(min = 1, max = 4) int step) {
        Agreement agreement = new Agreement(sent);
        StringBuilder emitted = new StringBuilder();
        for (ChatEvent piece : pieces(again, step)) {
            ChatEvent passed = agreement.pass(piece);
            if (passed instanceof ChatEvent.TextDelta(int _, String text)) {
                emitted.append(text);
            }
        }
        if (again.startsWith(sent)) {
            assertThat(agreement.hasDeparted()).isFalse();
            assertThat(sent + emitted).isEqualTo(again);
        } else {
            assertThat(emitted).isEmpty();
            assertThat(agreement.pass(STOP)).isNull();
            assertThat(agreement.hasDeparted()).isTrue();
        }
    }

    private static List<ChatEvent> pieces(String text, int step) {
        List<ChatEvent> pieces = new ArrayList<>();
        for (int i = 0; i < text.length(); i += step) {
            pieces.add(text(text.substring(i, Math.min(text.length(), i + step))));
        }
        return pieces;
    }

    private static ChatEvent text(String text) {
        return new ChatEvent.TextDelta(0, text);
    }
}
