package dev.penstock.sim;

/** The answer is a tool call that is wrong; the call is made whether or not the prompt asks for one. */
public enum ToolFault implements Fault {
    /** F22: arguments stop in the middle, finish_reason length */
    TOOL_ARGUMENTS_CUT("F22", Unit.NONE, 0, "arguments stop in the middle, finish_reason length"),

    /** F23: arguments are the empty string, which is legal and means {}. */
    TOOL_ARGUMENTS_EMPTY("F23", Unit.NONE, 0, "arguments are the empty string: legal, means {}"),

    /** F25: arguments are a closing and an opening brace. */
    TOOL_ARGUMENTS_BRACES("F25", Unit.NONE, 0, "arguments are }{"),

    /** F25: arguments are null */
    TOOL_ARGUMENTS_NULL("F25", Unit.NONE, 0, "arguments are null"),

    /** F25: arguments are an array */
    TOOL_ARGUMENTS_ARRAY("F25", Unit.NONE, 0, "arguments are an array"),

    /** F25: every number in the arguments is a string */
    TOOL_NUMBER_AS_STRING("F25", Unit.NONE, 0, "every number in the arguments is a string"),

    /** F25: the call names a tool that was not offered */
    TOOL_UNKNOWN_NAME("F25", Unit.NONE, 0, "the call names a tool that was not offered"),

    /** F25: two calls with the same id */
    TOOL_DUPLICATE_ID("F25", Unit.NONE, 0, "two calls with the same id"),

    /** F21: the stream ends cleanly after N fragments of the arguments */
    CUT_TOOL_ARGUMENTS("F21", Unit.CHUNKS, 2, "the stream ends cleanly after N fragments of the arguments");

    private final String wireId;
    private final Unit unit;
    private final int usual;
    private final String meaning;

    ToolFault(String wireId, Unit unit, int usual, String meaning) {
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
