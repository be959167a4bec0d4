package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.UnknownResult.Why;

/** What a model is told of a tool's result that is unknown: a text in front of it, in each form that a result has. */
final class ToolLabel {
    private static final ToolLabel ERROR =
            new ToolLabel("the tool failed. Do not take this for data; say what is not known.");
    private static final ToolLabel EMPTY =
            new ToolLabel("the tool gave nothing. Do not make up what it could have said; say what is not known.");
    private static final ToolLabel PARTIAL =
            new ToolLabel("the tool did not give all of it. Do not take this for the whole; say what is not known.");

    private final byte[] inText;
    private final byte[] text;
    private final byte[] member;
    private final byte[] onlyPart;
    private final byte[] part;

    private ToolLabel(String sentence) {
        String label = "[unknown: " + sentence + "] ";
        String object = "{\"type\":\"text\",\"text\":\"" + label + "\"}";
        inText = label.getBytes(UTF_8);
        text = ("\"" + label + "\"").getBytes(UTF_8);
        member = ("\"content\":\"" + label + "\",").getBytes(UTF_8);
        onlyPart = object.getBytes(UTF_8);
        part = (object + ",").getBytes(UTF_8);
    }

    static ToolLabel of(Why why) {
        return switch (why) {
            case ERROR -> ERROR;
            case EMPTY -> EMPTY;
            case PARTIAL -> PARTIAL;
        };
    }

    /** Behind the quote of a text. */
    byte[] inText() {
        return inText;
    }

    /** In the place of a content that is null. */
    byte[] text() {
        return text;
    }

    /** As the first member of what has no content, but another member. */
    byte[] member() {
        return member;
    }

    /** As the first part of several. */
    byte[] part() {
        return part;
    }

    /** As the only part. */
    byte[] onlyPart() {
        return onlyPart;
    }
}
