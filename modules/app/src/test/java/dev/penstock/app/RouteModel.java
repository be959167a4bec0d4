package dev.penstock.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route must look like after certain writes. Releases are known by the reasons of their publications.
 *
 * @param ids the ids of releases that were published
 * @param activated those that were made current, the newest first
 * @param canary the candidate, while there is a canary
 */
record RouteModel(
        Map<String, String> ids,
        List<String> activated,
        Set<String> withdrawn,
        @Nullable String canary,
        int share) {
    static final RouteModel EMPTY = new RouteModel(Map.of(), List.of(), Set.of(), null, 0);

    /** What an operator sees of it on a node. */
    record Picture(
            Set<String> releases,
            @Nullable String serves,
            Set<String> withdrawn,
            @Nullable String canary,
            int share) {}

    Picture picture() {
        return new Picture(ids.keySet(), serves().orElse(null), withdrawn, canary, share);
    }

    Optional<String> serves() {
        return activated.stream()
                .filter(release -> !withdrawn.contains(release))
                .findFirst();
    }

    /** Those that may be made current or a candidate. */
    List<String> eligible() {
        return ids.keySet().stream()
                .filter(release -> !withdrawn.contains(release)
                        && !serves().filter(release::equals).isPresent())
                .sorted()
                .toList();
    }

    RouteModel published(String release, String id, boolean activate) {
        Map<String, String> more = new LinkedHashMap<>(ids);
        more.put(release, id);
        RouteModel published = new RouteModel(more, activated, withdrawn, canary, share);
        return activate ? published.activated(release) : published;
    }

    RouteModel activated(String release) {
        List<String> newest = new ArrayList<>(activated);
        newest.addFirst(release);
        return new RouteModel(ids, newest, withdrawn, null, 0);
    }

    RouteModel withCanary(String candidate, int percent) {
        return new RouteModel(ids, activated, withdrawn, candidate, percent);
    }

    RouteModel withoutCanary() {
        return new RouteModel(ids, activated, withdrawn, null, 0);
    }

    /** What a rollback would take back, if there is something to go back to. */
    Optional<String> newest() {
        if (canary != null) {
            return Optional.of(canary);
        }
        boolean another = activated.stream()
                .anyMatch(release -> !withdrawn.contains(release)
                        && !serves().filter(release::equals).isPresent());
        return another ? serves() : Optional.empty();
    }

    RouteModel rolledBack(String release) {
        Set<String> more = new HashSet<>(withdrawn);
        more.add(release);
        boolean ended = release.equals(canary);
        return new RouteModel(ids, activated, more, ended ? null : canary, ended ? 0 : share);
    }
}
