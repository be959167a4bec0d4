package dev.penstock.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The alerts of one node. A condition has one alert while it holds, and until it was away for {@link #SETTLED}, so that
 * one that comes and goes is not told each time. Safe on any thread.
 */
public final class AlertBook {
    /** How many are remembered. */
    static final int MOST = 1_000;
    /** How long a condition is away before its alert is cleared. */
    static final Duration SETTLED = Duration.ofMinutes(1);
    /** How long an alert is remembered that is over. */
    static final Duration KEPT = Duration.ofDays(7);
    /** How long what another node told holds. */
    static final Duration HEARD = Duration.ofSeconds(5);

    static final Comparator<Alert> NEWEST_FIRST =
            Comparator.comparing(Alert::at).thenComparing(Alert::id).reversed();

    private final String node;
    private final Map<Condition, Standing> standing = new LinkedHashMap<>();
    private final Deque<Alert> over = new ArrayDeque<>();
    private final Map<String, Heard> heard = new HashMap<>();
    private long last;

    /** {@code node} is this node's name, which no other has. */
    public AlertBook(String node) {
        this.node = node;
    }

    private record Standing(Alert alert, Instant seen) {}

    private record Heard(Set<Condition> conditions, Instant at) {}

    /**
     * Takes what holds now.
     *
     * @return what the other nodes and whoever listens must be told: nothing of a condition that another node found
     *     before, and told
     */
    synchronized List<AlertNews> look(List<Finding> findings, Instant now) {
        heard.values().removeIf(each -> each.at().plus(HEARD).isBefore(now));
        Set<Condition> elsewhere = new HashSet<>();
        heard.values().forEach(each -> elsewhere.addAll(each.conditions()));
        List<AlertNews> news = new ArrayList<>();
        for (Finding finding : findings) {
            Standing known = standing.get(finding.condition());
            if (known != null) {
                standing.put(finding.condition(), new Standing(known.alert(), now));
            } else if (standing.size() < MOST) {
                Alert alert = raise(finding, now);
                if (!elsewhere.contains(finding.condition())) {
                    news.add(new AlertNews(alert));
                }
            }
        }
        Iterator<Standing> all = standing.values().iterator();
        while (all.hasNext()) {
            Standing each = all.next();
            if (!each.seen().plus(SETTLED).isAfter(now)) {
                all.remove();
                Alert ended = each.alert().endedAt(each.seen());
                over.addFirst(ended);
                if (!elsewhere.contains(ended.condition())) {
                    news.add(new AlertNews(ended));
                }
            }
        }
        forget(now);
        return news;
    }

    private Alert raise(Finding finding, Instant now) {
        String id = node + "." + Long.toHexString(now.toEpochMilli()) + "-" + Long.toHexString(++last);
        Alert alert = new Alert(
                id, now, node, finding.condition(), finding.text(), finding.evidence(), finding.since(), null);
        standing.put(finding.condition(), new Standing(alert, now));
        return alert;
    }

    private void forget(Instant now) {
        while (!over.isEmpty()
                && (standing.size() + over.size() > MOST
                        || over.getLast().at().plus(KEPT).isBefore(now))) {
            over.removeLast();
        }
    }

    /** What another node finds to hold now takes the place of what it told before. */
    synchronized void hear(String from, Set<Condition> conditions, Instant now) {
        heard.put(from, new Heard(Set.copyOf(conditions), now));
    }

    /** What holds on this node, as it tells the others. */
    synchronized Set<Condition> conditions() {
        return Set.copyOf(standing.keySet());
    }

    /** This node's own of a query, the newest first. */
    synchronized List<Alert> list(AlertQuery query) {
        return Stream.concat(standing.values().stream().map(Standing::alert), over.stream())
                .filter(query::wants)
                .sorted(NEWEST_FIRST)
                .limit(query.limit())
                .toList();
    }

    /** How many of a kind hold on this node. */
    public synchronized long standing(AlertKind kind) {
        return standing.keySet().stream()
                .filter(condition -> condition.kind() == kind)
                .count();
    }
}
