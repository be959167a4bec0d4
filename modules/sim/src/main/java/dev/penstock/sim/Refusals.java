package dev.penstock.sim;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** What both dialects say alike when they refuse. */
final class Refusals {
    private static final String CLOUDFLARE = """
        <html>\r
        <head><title>502 Bad Gateway</title></head>\r
        <body>\r
        <center><h1>502 Bad Gateway</h1></center>\r
        <hr><center>cloudflare</center>\r
        </body>\r
        </html>\r
        """;

    private Refusals() {}

    /** The time and the ids of one attempt. */
    record Moment(Instant now, Ids ids) {}

    static Reply cloudflare(Ids ids) {
        return Reply.of(502, "text/html; charset=UTF-8", CLOUDFLARE)
                .with(Map.of("server", "cloudflare", "cf-ray", ids.next("", 16) + "-FRA"));
    }

    static Map<String, String> retryAfterSeconds(int seconds) {
        return Map.of("retry-after", Integer.toString(seconds));
    }

    static Map<String, String> retryAfterMs(int ms) {
        return Map.of("retry-after-ms", Integer.toString(ms), "retry-after", Integer.toString((ms + 999) / 1000));
    }

    static Map<String, String> retryAfterDate(Instant now, int seconds) {
        return Map.of(
                "retry-after",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        now.plusSeconds(seconds).atOffset(ZoneOffset.UTC)));
    }
}
