package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Stories as they are stored: a byte for the form, then the text deflated with a dictionary, because single stories are
 * too short to be packed well without (RFC 1951). Belongs to one thread.
 */
final class StoryBytes {
    private static final byte DICTIONARY_1 = 1;
    /** A form of its own: what was written with it must be read with it. What is most frequent stands last. */
    private static final byte[] WORDS = String.join(
                    "",
                    "\"dialect\":\"anthropic\",\"endpoint\":\"/v1/messages\",\"endpoint\":\"/v1/embeddings\",",
                    "\"outcome\":\"failed\",\"outcome\":\"cancelled\",\"outcome\":\"refuse\",\"outcome\":\"retry\",",
                    "\"shadow_of\":\"\"shadow\":\"\"review\":\"\"unknown\":[{\"tool\":\"\"why\":\"",
                    "\"session\":\"\"context_ids\":[\"\"sampling\":{\"temperature\":0.\"max_tokens\":\"digest\":\"",
                    "\"rules\":[\"],\"contract\":\"valid\",\"contract\":\"repaired\",\"contract\":\"invalid",
                    "\"failure\":{\"kind\":\"timed_out\",\"message\":\"no first token within 5s\"},",
                    "\"diagnosis\":\"server_error\",\"diagnosis\":\"rate_limited\",\"diagnosis\":\"overloaded\",",
                    "\"remedy\":\"fail_over: to \"remedy\":\"retry: \"fingerprint\":\"fp_\",\"finish\":\"length\",",
                    "{\"trace\":\"node-\",\"at\":\"2026-\",\"caller\":\"\",\"dialect\":\"openai\",",
                    "\"endpoint\":\"/v1/chat/completions\",\"route\":\"\",\"release\":\"\",\"revision\":1,",
                    "\"prompt\":\"\",\"prompt_hash\":\"\",\"stream\":true,\"stream\":false,\"arm\":\"baseline\",",
                    "\"split\":\"no canary\",\"router\":\"fixed order\",\"skipped\":[\"\"],",
                    "\"attempts\":[{\"target\":\"\",\"provider\":\"\",\"model\":\"gpt-\",\"status\":200,",
                    "\"provider_request_id\":\"req_\",\"returned_model\":\"gpt-\",\"finish\":\"stop\",",
                    "\"tokens\":{\"input\":1,\"cached_input\":0,\"cache_write\":0,\"output\":1,\"reasoning\":0},",
                    "\"cost_microdollars\":null,\"cost_microdollars\":1,\"times_us\":{\"started\":1,\"sent\":1,",
                    "\"first_byte\":1,\"first_content\":1,\"ended\":1}}],\"outcome\":\"fallback\",",
                    "\"outcome\":\"pass\",\"status\":200,\"cost_microdollars\":1,\"overhead_us\":1,\"total_us\":1}\n")
            .getBytes(UTF_8);

    /** A quarter less time than the usual level, and two percent more bytes. */
    private static final int LEVEL = 3;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private byte[] room = new byte[4_096];

    byte[] pack(byte[] story) {
        deflater.reset();
        deflater.setDictionary(WORDS);
        deflater.setInput(story);
        deflater.finish();
        room[0] = DICTIONARY_1;
        int length = 1;
        while (!deflater.finished()) {
            if (length == room.length) {
                room = Arrays.copyOf(room, 2 * room.length);
            }
            length += deflater.deflate(room, length, room.length - length);
        }
        return Arrays.copyOf(room, length);
    }

    /** Reads what was packed, by any instance. */
    static byte[] unpack(byte[] packed) {
        if (packed.length == 0 || packed[0] != DICTIONARY_1) {
            throw new TraceStore.Unusable("A story was written by a newer Penstock.", null);
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(WORDS);
            inflater.setInput(packed, 1, packed.length - 1);
            byte[] story = new byte[Math.max(1_024, 4 * packed.length)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == story.length) {
                    story = Arrays.copyOf(story, 2 * story.length);
                }
                int read = inflater.inflate(story, length, story.length - length);
                if (read == 0 && inflater.needsInput() && !inflater.finished()) {
                    throw new DataFormatException("it is cut off");
                }
                length += read;
            }
            return Arrays.copyOf(story, length);
        } catch (DataFormatException e) {
            throw new TraceStore.Unusable("A story is damaged: " + e.getMessage() + ".", e);
        } finally {
            inflater.end();
        }
    }

    /** The same in a list, where one that cannot be read must not hide the others: nothing of that one. */
    static byte[] unpackOrNothing(byte[] packed) {
        try {
            return unpack(packed);
        } catch (TraceStore.Unusable e) {
            return new byte[0];
        }
    }
}
