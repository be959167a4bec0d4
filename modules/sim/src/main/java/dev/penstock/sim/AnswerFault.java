package dev.penstock.sim;

/** The answer comes with status 200 and says the wrong thing. */
public enum AnswerFault implements Fault {
    /** F18: finish_reason content_filter after N chunks of content; Anthropic: stop_reason refusal */
    FILTERED(
            "F18",
            Unit.CHUNKS,
            0,
            "finish_reason content_filter after N chunks of content; Anthropic: stop_reason refusal"),

    /** F19: content is the empty string, finish_reason stop */
    EMPTY_CONTENT("F19", Unit.NONE, 0, "content is the empty string, finish_reason stop"),

    /** F19: content is null without tool calls; Anthropic: no content blocks */
    NULL_CONTENT("F19", Unit.NONE, 0, "content is null without tool calls; Anthropic: no content blocks"),

    /** F19: choices is an empty list; Anthropic: no content blocks */
    EMPTY_CHOICES("F19", Unit.NONE, 0, "choices is an empty list; Anthropic: no content blocks"),

    /** F19: content is white space only */
    BLANK_CONTENT("F19", Unit.NONE, 0, "content is white space only"),

    /** F19: all tokens went to reasoning: finish_reason length, no text */
    REASONING_ATE_BUDGET("F19", Unit.NONE, 0, "all tokens went to reasoning: finish_reason length, no text"),

    /** F20: JSON cut in the middle with finish_reason length */
    TRUNCATED_JSON("F20", Unit.NONE, 0, "JSON cut in the middle with finish_reason length"),

    /** F21: finish_reason (Anthropic: message_delta) never comes, though the stream ends with [DONE] (message_stop). */
    NO_FINISH("F21", Unit.NONE, 0, "finish_reason never comes, though the stream ends in due form"),

    /** F26: JSON in a Markdown fence with prose around it */
    FENCED_JSON("F26", Unit.NONE, 0, "JSON in a Markdown fence with prose around it"),

    /** F27: a refusal in place of content; Anthropic: stop_reason refusal */
    REFUSAL("F27", Unit.NONE, 0, "a refusal in place of content; Anthropic: stop_reason refusal"),

    /** F32: no content, finish_reason function_call_filter: MALFORMED_FUNCTION_CALL */
    MALFORMED_CALL(
            "F32",
            Unit.NONE,
            0,
            "no content, finish_reason function_call_filter: MALFORMED_FUNCTION_CALL; Anthropic: stop_reason end_turn"),

    /** F34: JSON that parses, every value of the wrong type for the schema */
    WRONG_SCHEMA("F34", Unit.NONE, 0, "JSON that parses, every value of the wrong type for the schema"),

    /** F35: the answer names another model than was asked for */
    OTHER_MODEL("F35", Unit.NONE, 0, "the answer names another model than was asked for"),

    /** F36: an HTML error page as the content */
    HTML_CONTENT("F36", Unit.NONE, 0, "an HTML error page as the content"),

    /** F36: a stack trace as the content */
    STACK_TRACE_CONTENT("F36", Unit.NONE, 0, "a stack trace as the content");

    private final String wireId;
    private final Unit unit;
    private final int usual;
    private final String meaning;

    AnswerFault(String wireId, Unit unit, int usual, String meaning) {
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
