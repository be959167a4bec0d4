package dev.penstock.healing.learned;

import dev.penstock.core.rule.HealingRule;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node has concluded of a rule, and tells the others. Of two about one rule the later one holds.
 *
 * @param at when, by that node's clock
 * @param until when it is over
 * @param node who found it
 * @param why in a sentence for operators
 */
public record Conclusion(HealingRule rule, Word word, Instant at, Instant until, String node, String why) {
    /** What was concluded. */
    public enum Word {
        LEARNED,
        /** It was learned, and outcomes got worse by it: it is not learned again before that is over. */
        UNDONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Word> of(String word) {
            for (Word each : values()) {
                if (each.word().equals(word)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** Whether it takes another one's place. Of two at one time the one that applies nothing does. */
    boolean isNewerThan(@Nullable Conclusion other) {
        if (other == null) {
            return true;
        }
        int order = at.compareTo(other.at);
        return order > 0 || (order == 0 && word == Word.UNDONE && other.word == Word.LEARNED);
    }
}
