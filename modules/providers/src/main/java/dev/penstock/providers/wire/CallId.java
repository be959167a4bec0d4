package dev.penstock.providers.wire;

/** Ids of tool calls. Some compatible providers give none, but a caller needs one to send the result back. */
public final class CallId {
    private CallId() {}

    /** The id, or one made of the answer's id and the call's number, which is unique in a conversation. */
    public static String of(String id, String answerId, int number) {
        return id.isEmpty() ? "call_" + answerId.replaceAll("[^A-Za-z0-9_-]", "_") + "_" + number : id;
    }
}
