package dev.penstock.providers.wire;

import dev.penstock.core.chat.FieldPath;
import dev.penstock.core.chat.MediaSource;
import java.util.Locale;

/** URLs that hold the bytes themselves (RFC 2397), in the one form that LLM APIs take: media type and base64. */
public final class DataUrl {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64,";

    private DataUrl() {}

    /** Reads a URL of any kind. */
    public static MediaSource read(String url, FieldPath at) {
        return url.toLowerCase(Locale.ROOT).startsWith(SCHEME) ? readData(url, at) : new MediaSource.Url(url);
    }

    /** Reads a data URL. */
    public static MediaSource.Base64 readData(String url, FieldPath at) {
        int comma = url.indexOf(',');
        int mark = url.toLowerCase(Locale.ROOT).indexOf(BASE64);
        boolean data = url.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        if (!data || mark < 0 || mark + BASE64.length() - 1 != comma || mark == SCHEME.length()) {
            throw Refused.value(
                    at, "'" + url.substring(0, Math.min(30, url.length())) + "'", "data:MEDIA/TYPE;base64,...");
        }
        return new MediaSource.Base64(url.substring(SCHEME.length(), mark), url.substring(comma + 1));
    }

    public static String write(MediaSource source) {
        return switch (source) {
            case MediaSource.Url url -> url.url();
            case MediaSource.Base64 data -> SCHEME + data.mediaType() + BASE64 + data.data();
        };
    }
}
