package dev.penstock.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What a block's holder has written down of it. It is on disk before anything happens by it.
 *
 * @param mark so many units of the block may have been spent
 * @param unspent null while the block is in use; else what is returned of it: nothing more is spent
 */
record EscrowNote(long mark, @Nullable Long unspent) {
    /** What holds where nothing was written. */
    static final EscrowNote NONE = new EscrowNote(0, null);

    private static final String KEY = "escrow/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the note about a block is in the journal. */
    static String key(String grant) {
        return KEY + grant;
    }

    /** Whether a note in the journal is one of these. */
    static boolean isKey(String key) {
        return key.startsWith(KEY);
    }

    /** The block that a note is about. */
    static String grant(String key) {
        return key.substring(KEY.length());
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EscrowNote of(byte[] bytes) {
        try {
            return JSON.readValue(bytes, EscrowNote.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
