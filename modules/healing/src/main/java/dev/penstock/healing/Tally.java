package dev.penstock.healing;

/**
 * How many were begun, how many of any have ended, and how many of those badly.
 *
 * <p>What fails at once ends before what goes well: after a start under load, the first ends are failures. And what was
 * begun under load still ends when it is over. So a share is one of the larger of the two numbers.
 */
record Tally(int begun, int ended, int bad) {
    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(begun + other.begun, ended + other.ended, bad + other.bad);
    }

    Tally withBegun() {
        return new Tally(begun + 1, ended, bad);
    }

    Tally withEnded(boolean badly) {
        return new Tally(begun, ended + 1, badly ? bad + 1 : bad);
    }

    int volume() {
        return Math.max(begun, ended);
    }
}
