package dev.penstock.trace.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Trace;
import dev.penstock.core.TraceText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was said in a request, as far as its route lets that be kept. A NUL, which PostgreSQL does not have, is U+FFFD.
 *
 * @param request what was asked, as JSON; null if that cannot be told
 * @param answer what was answered, as JSON; null if nothing was
 * @param until when it is to be forgotten
 */
public record KeptText(@Nullable String request, @Nullable String answer, Instant until) {
    private static final Logger LOG = LoggerFactory.getLogger(KeptText.class);

    public KeptText {
        request = withoutNul(request);
        answer = withoutNul(answer);
    }

    static @Nullable String withoutNul(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }

    /** What a trace has; null if it has none. Takes a while: the text is made here. */
    static @Nullable KeptText of(Trace trace) {
        TraceText text = trace.text();
        if (text == null) {
            return null;
        }
        try {
            return new KeptText(
                    said(text.request().get()),
                    said(text.answer().get()),
                    trace.at().plus(text.terms().keep()));
        } catch (RuntimeException | StackOverflowError bug) {
            LOG.error("the text of request {} could not be made", trace.id(), bug);
            return null;
        }
    }

    /** What it takes in memory at most. */
    long bytes() {
        return 2L * ((request == null ? 0 : request.length()) + (answer == null ? 0 : answer.length()));
    }

    private static @Nullable String said(byte[] json) {
        return json.length == 0 ? null : new String(json, UTF_8);
    }
}
