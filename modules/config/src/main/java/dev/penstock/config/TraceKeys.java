package dev.penstock.config;

import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import java.time.Duration;
import java.util.List;

/** Reads {@code traces:} of a route. */
final class TraceKeys {
    private TraceKeys() {}

    /** What a route says; the usual terms where it says nothing, or nothing that can be read. */
    static TraceTerms read(Section route) {
        TraceTerms usual = TraceTerms.USUAL;
        Section section = route.section("traces", Keys.ROUTE_TRACES);
        if (section == null) {
            return usual;
        }
        StoredText text = section.oneOf("text", List.of(StoredText.values()), StoredText::word, usual.text());
        List<String> redact = section.texts("redact", "a list of regular expressions");
        Duration keep = section.duration("keep", usual.keep());
        TraceTerms terms = section.make(() -> new TraceTerms(text, redact == null ? List.of() : redact, keep));
        return terms == null ? usual : terms;
    }
}
