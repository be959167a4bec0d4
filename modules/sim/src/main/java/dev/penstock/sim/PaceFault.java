package dev.penstock.sim;

/** The answer is right and late. */
public enum PaceFault implements Fault {
    /** F37: the first token comes after N ms */
    SLOW_FIRST_TOKEN("F37", Unit.MILLISECONDS, 12000, "the first token comes after N ms"),

    /** F37: N ms between tokens */
    SLOW_TOKENS("F37", Unit.MILLISECONDS, 5000, "N ms between tokens");

    private final String wireId;
    private final Unit unit;
    private final int usual;
    private final String meaning;

    PaceFault(String wireId, Unit unit, int usual, String meaning) {
        this.wireId = wireId;
        this.unit = unit;
        this.usual = usual;
        this.meaning = meaning;
    }

    @Override
    public Facts facts() {
        return new Facts(wireId, unit, usual, meaning);
    }
}
