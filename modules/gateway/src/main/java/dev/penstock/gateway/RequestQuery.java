package dev.penstock.gateway;

import dev.penstock.core.Language;
import dev.penstock.core.json.JsonCursor;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.router.Query;
import dev.penstock.router.TokenEstimate;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request as the router asks about it. What is in texts counts as input; what is in images and files does not, for
 * its bytes say nothing about tokens.
 */
final class RequestQuery implements Query {
    private static final String[] MAX_TOKENS_FIELDS = {"max_tokens", "max_completion_tokens"};
    /** More than the language is told by. */
    private static final int LAST_TEXT = 2_000;

    private final CallerRequest request;
    private final long promptBytes;
    private OptionalLong inputTokens = OptionalLong.empty();
    private @Nullable String language;
    private boolean languageKnown;

    /** {@code promptBytes} is the size of what the release puts in front. */
    RequestQuery(CallerRequest request, long promptBytes) {
        this.request = request;
        this.promptBytes = promptBytes;
    }

    @Override
    public long inputTokens() {
        if (inputTokens.isEmpty()) {
            inputTokens = OptionalLong.of(TokenEstimate.of(promptBytes + textBytes()));
        }
        return inputTokens.getAsLong();
    }

    private long textBytes() {
        long bytes = 0;
        for (String name : new String[] {"system", "messages", "tools", "input"}) {
            Member member = request.body().find(name);
            if (member != null) {
                bytes += texts(request.body().at(member));
            }
        }
        return bytes;
    }

    /** The bytes of all values at the cursor, but for those that hold data in Base64 or a link to some. */
    private static long texts(JsonCursor cursor) {
        long bytes = 0;
        switch (cursor.kind()) {
            case ARRAY -> {
                cursor.enterArray();
                while (cursor.nextElement()) {
                    bytes += texts(cursor);
                }
            }
            case OBJECT -> {
                cursor.enterObject();
                while (cursor.nextMember()) {
                    if (cursor.keyIs("image_url")
                            || cursor.keyIs("source")
                            || cursor.keyIs("input_audio")
                            || cursor.keyIs("file")) {
                        cursor.skip();
                    } else {
                        bytes += texts(cursor);
                    }
                }
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> {
                int from = cursor.position();
                cursor.skip();
                bytes += cursor.position() - from;
            }
        }
        return bytes;
    }

    @Override
    public boolean tools() {
        Member tools = request.body().find("tools");
        if (tools == null || tools.kind() != Kind.ARRAY) {
            return false;
        }
        JsonCursor cursor = request.body().at(tools);
        cursor.enterArray();
        return cursor.nextElement();
    }

    @Override
    public @Nullable Long maxTokens() {
        for (String field : MAX_TOKENS_FIELDS) {
            Member member = request.body().find(field);
            if (member != null && member.kind() == Kind.NUMBER) {
                return request.body().at(member).wholeNumber();
            }
        }
        return null;
    }

    @Override
    public @Nullable String language() {
        if (!languageKnown) {
            languageKnown = true;
            language = Language.of(LastText.of(request.body(), LAST_TEXT));
        }
        return language;
    }

    @Override
    public @Nullable String metadata(String name) {
        return request.metadata(name);
    }
}
