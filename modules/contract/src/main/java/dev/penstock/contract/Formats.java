package dev.penstock.contract;

import com.networknt.schema.format.Format;
import com.networknt.schema.format.PatternFormat;
import java.util.Map;
import java.util.Set;

/**
 * The formats that are asserted: those of the drafts, as the library has them. Others that it knows ({@code phone},
 * {@code color}) are in no draft, so a schema may mean anything by them. Its addresses of mail end in one of the
 * domains of some year; here any domain is good.
 */
final class Formats {
    private static final Set<String> OF_THE_DRAFTS = Set.of(
            "date-time",
            "date",
            "time",
            "duration",
            "hostname",
            "idn-hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "iri",
            "iri-reference",
            "uuid",
            "uri-template",
            "json-pointer",
            "relative-json-pointer",
            "regex");

    private static final String WORD = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** A mailbox of RFC 5321, section 4.1.2. */
    private static final Format EMAIL = PatternFormat.of(
            "email",
            "(?:" + WORD + "(?:\\." + WORD + ")*+|\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[ -~])*+\")@(?:" + LABEL + "(?:\\."
                    + LABEL + ")*+|\\[[0-9A-Za-z.:]{1,64}])",
            "format.email");

    private static final Format IDN_EMAIL =
            PatternFormat.of("idn-email", "[^\\s@]{1,256}@[^\\s@]{1,256}", "format.idn-email");

    private Formats() {}

    /** Leaves those in the map that are asserted. */
    static void choose(Map<String, Format> formats) {
        formats.keySet().retainAll(OF_THE_DRAFTS);
        formats.put(EMAIL.getName(), EMAIL);
        formats.put(IDN_EMAIL.getName(), IDN_EMAIL);
    }
}
