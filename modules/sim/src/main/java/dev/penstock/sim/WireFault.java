package dev.penstock.sim;

/** The transport breaks: what arrives is not a whole answer. */
public enum WireFault implements Fault {
    /** F21: the stream ends cleanly after N chunks, without finish_reason and [DONE] */
    CUT_CLEAN("F21", Unit.CHUNKS, 3, "the stream ends cleanly after N chunks, without finish_reason and [DONE]"),

    /** F21: the connection closes after N chunks, without the terminating chunk */
    CUT_STREAM("F21", Unit.CHUNKS, 3, "the connection closes after N chunks, without the terminating chunk"),

    /** F21: the stream ends cleanly after N chunks and a part that stops inside a character */
    CUT_UTF8("F21", Unit.CHUNKS, 3, "the stream ends cleanly after N chunks and a part that stops inside a character"),

    /** F21: the stream ends cleanly after N chunks and the first half of a data line */
    CUT_LINE("F21", Unit.CHUNKS, 3, "the stream ends cleanly after N chunks and the first half of a data line"),

    /** F21: TCP reset before any byte of the answer */
    RESET("F21", Unit.NONE, 0, "TCP reset before any byte of the answer"),

    /** F21: TCP reset after N chunks */
    RESET_STREAM("F21", Unit.CHUNKS, 3, "TCP reset after N chunks"),

    /** F21: nothing more after N chunks, the connection stays open */
    STALL("F21", Unit.CHUNKS, 3, "nothing more after N chunks, the connection stays open"),

    /** F21: the request is taken and never answered */
    SILENCE("F21", Unit.NONE, 0, "the request is taken and never answered"),

    /** F21: chunk N+1 is not valid JSON, the rest follows */
    MALFORMED_CHUNK("F21", Unit.CHUNKS, 3, "chunk N+1 is not valid JSON, the rest follows"),

    /** F21: the stream ends cleanly without [DONE] (Anthropic: message_stop) */
    NO_DONE("F21", Unit.NONE, 0, "the stream ends cleanly without [DONE] (Anthropic: message_stop)"),

    /** F10: an SSE event named error after N chunks, then the end */
    ERROR_EVENT("F10", Unit.CHUNKS, 0, "an SSE event named error after N chunks, then the end"),

    /** F11: a data line with an error object after N chunks, then the end; Anthropic: as error-event */
    ERROR_DATA(
            "F11",
            Unit.CHUNKS,
            0,
            "a data line with an error object after N chunks, then the end; Anthropic: as error-event");

    private final String wireId;
    private final Unit unit;
    private final int usual;
    private final String meaning;

    WireFault(String wireId, Unit unit, int usual, String meaning) {
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
