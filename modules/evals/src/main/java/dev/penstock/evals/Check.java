package dev.penstock.evals;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.JsonPath;
import java.util.regex.Pattern;

/** What is checked of an answer. That there is one, and that it keeps its contract, is always checked. */
public sealed interface Check {
    /** The word for it in files, reports and on the command line. */
    default String word() {
        return switch (this) {
            case Equal _ -> "equals";
            case Contains _ -> "contains";
            case Matches _ -> "matches";
            case Json _ -> "json_path";
            case MaxCost _ -> "max_cost_microdollars";
            case MaxMs _ -> "max_ms";
        };
    }

    /** It says this and nothing else; white space around both does not count. */
    record Equal(String text) implements Check {}

    /** This stands somewhere in it. */
    record Contains(String text) implements Check {}

    /** The expression is found somewhere in it. */
    record Matches(Pattern pattern) implements Check {}

    /** It is JSON, and what a path leads to in it is as expected. */
    record Json(JsonPath path, Expected expected) implements Check {}

    /**
     * It cost no more.
     *
     * @param picodollars from 0
     */
    record MaxCost(long picodollars) implements Check {}

    /**
     * It took no longer.
     *
     * @param ms milliseconds, from 1
     */
    record MaxMs(long ms) implements Check {}

    /** What is expected where a path leads; of a path that leads to several places, at one of them. */
    sealed interface Expected {
        /** Something, or nothing. */
        record Exists(boolean isThere) implements Expected {}

        /** This value; of numbers, what they are worth. */
        record Value(JsonNode value) implements Expected {}

        /** A text, or the JSON of something else, in which an expression is found. */
        record Text(Pattern pattern) implements Expected {}
    }
}
