package dev.penstock.router;

/**
 * The lengths of some answers, so that those of several nodes can be added up. Not whole numbers, because old answers
 * fade.
 */
record Lengths(double answers, double tokens) {
    /** How many answers count; as many more fade an old one to a third. */
    static final double LATEST = 200;

    static final Lengths NONE = new Lengths(0, 0);

    Lengths plus(Lengths other) {
        return new Lengths(answers + other.answers, tokens + other.tokens);
    }

    /** The same mean, with no more weight than the latest answers have. */
    Lengths faded() {
        return answers <= LATEST ? this : new Lengths(LATEST, tokens * LATEST / answers);
    }

    long mean() {
        return Math.round(tokens / answers);
    }
}
