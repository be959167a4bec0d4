package dev.penstock.core.rollout;

/**
 * What a webhook said that is the gate of a stage. Its words come from outside and go into records, logs and answers:
 * they are kept as one line of at most {@link #MOST} characters.
 */
public sealed interface GateAnswer {
    /** The most characters that are kept of its words. */
    int MOST = 300;

    /**
     * The rollout may leave the stage.
     *
     * @param reason why; may be empty
     */
    record Yes(String reason) implements GateAnswer {
        public Yes {
            reason = kept(reason);
        }
    }

    /**
     * It may not, for now.
     *
     * @param reason why; may be empty
     */
    record No(String reason) implements GateAnswer {
        public No {
            reason = kept(reason);
        }
    }

    /**
     * Nothing that is a yes or a no.
     *
     * @param why what came instead, in a clause for operators
     */
    record None(String why) implements GateAnswer {
        public None {
            why = kept(why);
        }
    }

    /** What it did, in a clause: {@code said no: not on a Friday}. */
    default String told() {
        return switch (this) {
            case Yes(String reason) -> told("said yes", reason);
            case No(String reason) -> told("said no", reason);
            case None(String why) -> told("gave no answer", why);
        };
    }

    private static String told(String did, String words) {
        return words.isEmpty() ? did : did + ": " + words;
    }

    /** Without control and format characters, and without half of a surrogate pair, which no record can hold. */
    private static String kept(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
        if (line.length() <= MOST) {
            return line;
        }
        boolean between = Character.isHighSurrogate(line.charAt(MOST - 2));
        return line.substring(0, between ? MOST - 2 : MOST - 1) + "…";
    }
}
