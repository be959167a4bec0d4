package dev.penstock.core.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a chat answer in no dialect. Every dialect is read into this form and written from it, so that a new
 * dialect is one codec and changes nothing here: what the form has no word for travels as an {@link Extra} or a
 * {@code Native} value that only its own dialect writes.
 *
 * @param model the route's name as the caller sent it
 * @param messages in order, the application's own ones among them
 * @param parallelTools whether the model may ask for several tools at once; null where the caller did not say
 * @param user the caller's word for the person behind the request
 * @param metadata the caller's labels
 * @param stream whether the answer comes in pieces
 * @param streamUsage whether a stream ends with the usage; null where the caller did not say
 * @param extras fields of the body that only one dialect has
 */
public record ChatRequest(
        String model,
        List<Message> messages,
        List<Tool> tools,
        @Nullable Given<ToolChoice> toolChoice,
        @Nullable Given<Boolean> parallelTools,
        Sampling sampling,
        @Nullable Given<ResponseFormat> format,
        @Nullable Given<String> user,
        @Nullable Given<Map<String, String>> metadata,
        boolean stream,
        @Nullable Given<Boolean> streamUsage,
        List<Extra> extras) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        extras = List.copyOf(extras);
        if (metadata != null) {
            metadata = new Given<>(Map.copyOf(metadata.value()), metadata.at());
        }
    }

    /** A request with nothing given but the model and the messages. */
    public static ChatRequest of(String model, List<Message> messages) {
        return new Builder(model).messages(messages).build();
    }

    /** A builder that starts from this. */
    public Builder with() {
        Builder builder = new Builder(model)
                .messages(messages)
                .tools(tools)
                .sampling(sampling)
                .extras(extras);
        builder.toolChoice = toolChoice;
        builder.parallelTools = parallelTools;
        builder.format = format;
        builder.user = user;
        builder.metadata = metadata;
        builder.stream = stream;
        builder.streamUsage = streamUsage;
        return builder;
    }

    /** Collects a request; not for use by several threads. */
    public static final class Builder {
        private String model;
        private List<Message> messages = List.of();
        private List<Tool> tools = List.of();
        private @Nullable Given<ToolChoice> toolChoice;
        private @Nullable Given<Boolean> parallelTools;
        private Sampling sampling = Sampling.NONE;
        private @Nullable Given<ResponseFormat> format;
        private @Nullable Given<String> user;
        private @Nullable Given<Map<String, String>> metadata;
        private boolean stream;
        private @Nullable Given<Boolean> streamUsage;
        private List<Extra> extras = List.of();

        public Builder(String model) {
            this.model = model;
        }

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder messages(List<Message> value) {
            messages = value;
            return this;
        }

        public Builder tools(List<Tool> value) {
            tools = value;
            return this;
        }

        public Builder toolChoice(@Nullable Given<ToolChoice> value) {
            toolChoice = value;
            return this;
        }

        public Builder parallelTools(@Nullable Given<Boolean> value) {
            parallelTools = value;
            return this;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder format(@Nullable Given<ResponseFormat> value) {
            format = value;
            return this;
        }

        public Builder user(@Nullable Given<String> value) {
            user = value;
            return this;
        }

        public Builder metadata(@Nullable Given<Map<String, String>> value) {
            metadata = value;
            return this;
        }

        public Builder stream(boolean value) {
            stream = value;
            return this;
        }

        public Builder streamUsage(@Nullable Given<Boolean> value) {
            streamUsage = value;
            return this;
        }

        public Builder extras(List<Extra> value) {
            extras = value;
            return this;
        }

        public ChatRequest build() {
            return new ChatRequest(
                    model,
                    messages,
                    tools,
                    toolChoice,
                    parallelTools,
                    sampling,
                    format,
                    user,
                    metadata,
                    stream,
                    streamUsage,
                    extras);
        }
    }
}
