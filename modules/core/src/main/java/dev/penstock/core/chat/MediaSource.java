package dev.penstock.core.chat;

/** Where the bytes of an image are. */
public sealed interface MediaSource {
    /** Somewhere that the provider can fetch them from. */
    record Url(String url) implements MediaSource {}

    /**
     * In the request.
     *
     * @param mediaType such as {@code image/png}
     * @param data the bytes in base64 (RFC 4648, section 4), not decoded and not checked
     */
    record Base64(String mediaType, String data) implements MediaSource {}
}
