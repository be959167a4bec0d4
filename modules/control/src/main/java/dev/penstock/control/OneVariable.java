package dev.penstock.control;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.ReleaseDiff;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a candidate differs from the current release in one variable only. Of two that change at once, nobody can say
 * afterwards which one made the difference.
 */
final class OneVariable {
    /** How operators call what a release is made of; all else is its policy. */
    private static final Map<String, String> NAMES = Map.of(
            "prompt", "prompt",
            "targets", "model",
            "parameters", "parameters",
            "tools", "tools",
            "contract", "contract");

    private OneVariable() {}

    /** The variables that differ, if these are more than one. */
    static List<String> tooMany(ReleaseContent from, ReleaseContent to) {
        List<String> differing = ReleaseDiff.of(from, to).stream()
                .map(variable -> Optional.ofNullable(NAMES.get(variable.name())).orElse("policy"))
                .distinct()
                .toList();
        return differing.size() > 1 ? differing : List.of();
    }
}
