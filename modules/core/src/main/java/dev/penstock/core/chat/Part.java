package dev.penstock.core.chat;

import dev.penstock.core.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One piece of a message or of an answer. */
public sealed interface Part {
    /** Where it stood in the caller's request. */
    FieldPath at();

    /** Plain text. */
    record Text(String text, @Nullable Given<CacheMark> cache, FieldPath at) implements Part {
        public Text(String text) {
            this(text, null, FieldPath.root());
        }
    }

    /**
     * An image.
     *
     * @param detail how closely to look, in OpenAI's words {@code auto}, {@code low}, {@code high}
     */
    record Image(
            MediaSource source,
            @Nullable Given<String> detail,
            @Nullable Given<CacheMark> cache,
            FieldPath at) implements Part {
        public Image(MediaSource source) {
            this(source, null, null, FieldPath.root());
        }
    }

    /**
     * A file that the model reads, such as a PDF.
     *
     * @param name the file's name or the document's title
     */
    record Document(
            MediaSource.Base64 source,
            @Nullable String name,
            @Nullable Given<CacheMark> cache,
            FieldPath at) implements Part {}

    /**
     * The model asks for a tool.
     *
     * @param id links the call to its result
     * @param arguments a JSON object in a request; in an answer whatever the model wrote, which may be broken JSON
     */
    record ToolCall(
            String id,
            String name,
            Json arguments,
            @Nullable Given<CacheMark> cache,
            FieldPath at) implements Part {
        public ToolCall(String id, String name, Json arguments) {
            this(id, name, arguments, null, FieldPath.root());
        }
    }

    /**
     * What a tool gave back.
     *
     * @param callId the id of the call that it answers
     * @param content texts, images and native parts
     * @param isError the tool failed, and the content says how
     */
    record ToolResult(
            String callId,
            List<Part> content,
            boolean isError,
            @Nullable Given<CacheMark> cache,
            FieldPath at) implements Part {
        public ToolResult {
            content = List.copyOf(content);
            for (Part part : content) {
                if (!(part instanceof Text
                        || part instanceof Image
                        || part instanceof Document
                        || part instanceof Native)) {
                    throw new IllegalArgumentException("a tool result cannot hold " + part);
                }
            }
        }

        public ToolResult(String callId, String text) {
            this(callId, List.of(new Text(text)), false, null, FieldPath.root());
        }
    }

    /**
     * The model's reasoning.
     *
     * @param signature the provider's proof that the text is its own, wanted when it is sent back; null if there is
     *     none
     */
    record Thinking(String text, @Nullable String signature, FieldPath at) implements Part {
        public Thinking(String text, @Nullable String signature) {
            this(text, signature, FieldPath.root());
        }
    }

    /** Reasoning that the provider keeps to itself; {@code data} is for the provider only. */
    record RedactedThinking(String data, FieldPath at) implements Part {
        public RedactedThinking(String data) {
            this(data, FieldPath.root());
        }
    }

    /** The model declines, in its own words. */
    record Refusal(String text, FieldPath at) implements Part {
        public Refusal(String text) {
            this(text, FieldPath.root());
        }
    }

    /**
     * A part that only one dialect has, or a known part with a field that only one dialect has.
     *
     * @param json the whole part as it came
     * @param at the field that other dialects have no word for
     */
    record Native(Dialect dialect, Json json, FieldPath at) implements Part {}
}
