package dev.penstock.gateway;

/** What a translation from one dialect to another needs of memory while it is made. */
final class Translation {
    /** Texts as characters of two bytes, as they are gathered and as they are kept; then as bytes again, and copied. */
    private static final int BYTES_FOR_A_BYTE = 4;
    /** A value or a member as a node of a tree, with its place in a list or map. */
    private static final int BYTES_FOR_A_NODE = 128;

    private Translation() {}

    /**
     * The bytes that are needed besides a JSON text to translate it. Counts what could begin a value also inside of
     * strings, for a tool's arguments are JSON within JSON.
     */
    static long bytes(byte[] json) {
        long nodes = 0;
        for (byte b : json) {
            if (b == ',' || b == ':' || b == '[' || b == '{') {
                nodes++;
            }
        }
        return (long) BYTES_FOR_A_BYTE * json.length + BYTES_FOR_A_NODE * nodes;
    }
}
