package dev.penstock.healing.learned;

import java.util.List;
import java.util.Map;

/**
 * What a node tells the others.
 *
 * @param evidence what it has seen itself, where a rule may be learned
 * @param trials how it went with rules that it applied, by their ids
 * @param conclusions all that it knows, also from others
 */
record Report(Map<Symptom, Counts> evidence, Map<String, Trial> trials, List<Conclusion> conclusions) {
    Report {
        evidence = Map.copyOf(evidence);
        trials = Map.copyOf(trials);
        conclusions = List.copyOf(conclusions);
    }
}
