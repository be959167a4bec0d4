package dev.penstock.config;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Remedy;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code healing:} of a route. */
final class Healings {
    private static final List<String> REMEDIES =
            Arrays.stream(Remedy.values()).map(Remedy::word).toList();
    private static final List<String> OUTCOMES =
            List.of(Diagnosis.Declined.REFUSAL.word(), Diagnosis.Declined.CONTENT_FILTERED.word());

    private Healings() {}

    /** What a route says; the default where it says nothing, or nothing that can be read. */
    static Healing read(Section route) {
        Healing usual = Healing.DEFAULT;
        Section section = route.section("healing", Keys.HEALING);
        if (section == null) {
            return usual;
        }
        int retries = section.integer("retries", usual.retries());
        Duration longestWait = section.duration("longest_wait", usual.longestWait());
        Midstream midstream =
                section.oneOf("midstream", List.of(Midstream.values()), Midstream::word, usual.midstream());
        List<String> routeAround = words(section, "route_around", OUTCOMES);
        Map<String, Set<Remedy>> only = only(section);
        Double hedge = section.fraction("hedge");
        boolean learn = section.truth("learn", usual.learn());
        Healing healing = section.make(() -> new Healing(
                retries,
                longestWait,
                midstream,
                Set.copyOf(routeAround),
                only,
                hedge == null ? usual.hedge() : hedge,
                learn));
        return healing == null ? usual : healing;
    }

    private static Map<String, Set<Remedy>> only(Section healing) {
        Section section = healing.section("only", Diagnosis.WORDS);
        Map<String, Set<Remedy>> only = new HashMap<>();
        if (section != null) {
            for (String diagnosis : section.keys()) {
                List<String> words = words(section, diagnosis, REMEDIES);
                only.put(
                        diagnosis,
                        Arrays.stream(Remedy.values())
                                .filter(remedy -> words.contains(remedy.word()))
                                .collect(Collectors.toSet()));
            }
        }
        return only;
    }

    /** The words of a list that are known; the others are told. */
    private static List<String> words(Section section, String key, List<String> known) {
        List<String> words = section.texts(key, "a list of " + String.join(", ", known));
        if (words == null) {
            return List.of();
        }
        for (int i = 0; i < words.size(); i++) {
            if (!known.contains(words.get(i))) {
                section.wrong(
                        section.item(key, i),
                        Shown.quoted(words.get(i)),
                        "expected one of " + String.join(", ", known));
            }
        }
        return words.stream().filter(known::contains).distinct().toList();
    }
}
