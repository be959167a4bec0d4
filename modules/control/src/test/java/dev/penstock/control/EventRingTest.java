package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventRingTest {
    private final EventRing ring = new EventRing("node-a.1", 2);

    @Test
    void whatCameAfterAnEventIsKnownWhileItIsKept() {
        String before = ring.head();
        String first = ring.add("state", "1").id();
        assertThat(data(before)).isEqualTo("[1]");
        ring.add("state", "2");
        assertThat(data(before)).isEqualTo("[1, 2]");
        ring.add("state", "3");

        assertThat(ring.after(before)).isEmpty();
        assertThat(data(first)).isEqualTo("[2, 3]");
        assertThat(data(ring.head())).isEqualTo("[]");
    }

    @Test
    void anEventOfAnotherTimeOrNodeIsNotKnown() {
        ring.add("state", "1");

        assertThat(ring.after("node-a.2-1")).isEmpty();
        assertThat(ring.after("node-a.1-2")).isEmpty();
        assertThat(ring.after("node-a.1-")).isEmpty();
        assertThat(ring.after("node-a.1-99999999999999999999")).isEmpty();
        assertThat(ring.after("")).isEmpty();
    }

    private String data(String after) {
        return ring.after(after).orElseThrow().stream()
                .map(EventRing.Event::data)
                .toList()
                .toString();
    }
}
