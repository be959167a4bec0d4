package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of W3C Trace Context, level 1. */
class TraceHeadersTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void theExampleOfTheStandardIsRead() {
        TraceContext context = good(PARENT, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");

        assertThat(context.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(context.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.sampled()).isTrue();
        assertThat(context.isSpan()).isFalse();
        assertThat(context.state()).isEqualTo("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
        assertThat(context.traceparent(0)).isEqualTo(PARENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceparentIsAsIfItWereNotThere(String text) {
        assertThat(read(text, "")).isNull();
    }

    @Test
    void aLaterVersionIsReadAsFarAsThisOneGoes() {
        assertThat(read("cc" + PARENT.substring(2) + "-what-the-future-will-be", ""))
                .isEqualTo(read(PARENT, ""));
    }

    @Test
    void twoParentsAreNone() {
        assertThat(TraceHeaders.read(List.of(PARENT, PARENT), List.of())).isNull();
        assertThat(TraceHeaders.read(List.of(), List.of("a=1"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo=1,foo=2",
                "foo =1",
                "FOO=1",
                "foo",
                "foo=",
                "=1",
                "foo@=1",
                "@foo=1",
                "foo@@bar=1",
                "foo@bar@baz=1",
                "0foo=1",
                "foo=bar=baz",
                "foo=1,bar= \u00e4",
                "foo=1\u0000"
            })
    void aMalformedStateIsLeftOutAndTheParentIsKept(String state) {
        assertThat(good(PARENT, state).state()).isEmpty();
    }

    @Test
    void statesOfSeveralHeadersAreOneAndSpaceAroundMembersIsNone() {
        assertThat(state(List.of("foo=1 ,\t bar=2", "", "0t@rojo=3,,"))).isEqualTo("foo=1,bar=2,0t@rojo=3");
    }

    @Test
    void ofThirtyThreeMembersNoneIsKept() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            members.add("k" + i + "=1");
        }
        assertThat(state(members.subList(0, 32))).hasSize(32 * 5 - 10 + 31);
        assertThat(state(members)).isEmpty();
    }

    @Test
    void aLongStateLosesItsLastMembers() {
        String first = "a=" + "x".repeat(250);
        String second = "b=" + "y".repeat(250);
        assertThat(state(List.of(first, second, "c=123456"))).isEqualTo(first + "," + second);
    }

    @Property
    void whatGoesOutIsReadAsWhatItIs(
            @ForAll long high, @ForAll long low, @ForAll long parent, @ForAll boolean sampled) {
        long notZero = parent == 0 ? 1 : parent;
        TraceContext context = new TraceContext(high, low == 0 ? 1 : low, notZero, 0, sampled, "");
        assertThat(read(context.traceparent(0), "")).isEqualTo(context);
    }

    @Property
    void attemptsHaveSpansOfTheirOwnInTheSameTrace(
            @ForAll long span, @ForAll @IntRange(min = 1, max = 20) int attempts) {
        TraceContext context = new TraceContext(1, 2, 3, 0, true, "").within(span == 0 ? 1 : span);
        Set<String> parents = new HashSet<>();
        for (int i = 0; i < attempts; i++) {
            TraceContext sent = good(context.traceparent(i), "");
            assertThat(sent.traceId()).isEqualTo(context.traceId());
            assertThat(sent.parentId()).isEqualTo(context.attemptId(i));
            parents.add(sent.parentId());
        }
        assertThat(parents).hasSize(attempts);
    }

    @Property
    void anyTextIsReadWithoutAFault(
            @ForAll @StringLength(max = 80) String parent, @ForAll @StringLength(max = 600) String state) {
        assertThat(state(List.of(state)).length()).isLessThanOrEqualTo(512);
        TraceContext context = read(parent, state);
        assertThat(context == null || parent.length() >= 55).isTrue();
    }

    private static @Nullable TraceContext read(String parent, String state) {
        return TraceHeaders.read(List.of(parent), List.of(state));
    }

    private static TraceContext good(String parent, String state) {
        return Objects.requireNonNull(read(parent, state));
    }

    private static String state(List<String> states) {
        return Objects.requireNonNull(TraceHeaders.read(List.of(PARENT), states))
                .state();
    }
}
