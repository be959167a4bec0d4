package dev.penstock.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The latest events of a node, numbered, so that whoever was cut off can go on. */
final class EventRing {
    private static final Pattern ID = Pattern.compile("(.+)-(\\d{1,18})");

    private final String epoch;
    private final int most;
    private final Deque<Event> events = new ArrayDeque<>();
    private long last;

    /**
     * @param epoch another one for each process: numbers of another are not comparable
     * @param most how many events are kept
     */
    EventRing(String epoch, int most) {
        this.epoch = epoch;
        this.most = most;
    }

    /** An event, with the id by which its reader can go on after it. */
    record Event(long number, String id, String name, String data) {}

    /** {@code name} says what kind of event it is. */
    Event add(String name, String data) {
        Event event = new Event(++last, epoch + "-" + last, name, data);
        events.add(event);
        if (events.size() > most) {
            events.remove();
        }
        return event;
    }

    /** The id of the newest event, or of none before the first. */
    String head() {
        return epoch + "-" + last;
    }

    /** What came after an event; empty if that is not known any more, or was never an event of this node. */
    Optional<List<Event>> after(String id) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches() || !parts.group(1).equals(epoch)) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group(2));
        if (number > last || number < last - events.size()) {
            return Optional.empty();
        }
        return Optional.of(
                events.stream().filter(event -> event.number() > number).toList());
    }
}
