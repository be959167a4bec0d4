package dev.penstock.core;

import java.util.HexFormat;

/**
 * Where a request stands in a distributed trace: <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>,
 * level 1. Ids are hexadecimal in headers and numbers here; 0 is none, as the standard has it.
 *
 * @param traceHigh the first 16 digits of the trace's id
 * @param traceLow the other 16
 * @param parent the span of whoever called; 0 if the trace begins here
 * @param span the span of the request; 0 if it has none, so that what goes out names the caller's
 * @param sampled whether the trace is recorded by those who were in it before
 * @param state the vendors' {@code tracestate}, handed on as it is; empty for none
 */
public record TraceContext(long traceHigh, long traceLow, long parent, long span, boolean sampled, String state) {
    private static final HexFormat HEX = HexFormat.of();
    private static final String VERSION = "00-";

    public TraceContext {
        if ((traceHigh | traceLow) == 0) {
            throw new IllegalArgumentException("a trace without an id");
        }
        if ((parent | span) == 0) {
            throw new IllegalArgumentException("a trace context without a span");
        }
    }

    /** The same trace with the request as a span of it, whose parent is who called. {@code span} is not 0. */
    public TraceContext within(long span) {
        return new TraceContext(traceHigh, traceLow, parent, span, sampled, state);
    }

    /** Whether the request is a span of its own in the trace. */
    public boolean isSpan() {
        return span != 0;
    }

    /** The trace's id: 32 hexadecimal digits. */
    public String traceId() {
        return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
    }

    /** The request's span: 16 hexadecimal digits. */
    public String spanId() {
        return HEX.toHexDigits(span);
    }

    /** The caller's span: 16 hexadecimal digits, all 0 if the trace begins here. */
    public String parentId() {
        return HEX.toHexDigits(parent);
    }

    /**
     * The span of an attempt: made of the request's, so that who sends the attempt and who tells of it later need not
     * meet. Never 0.
     *
     * @param number how many attempts of the request began before it
     */
    public long attempt(int number) {
        long mixed = span + (number + 1) * 0x9e3779b97f4a7c15L;
        // The finalizer of SplitMix64: one to one, so that attempts of a request share no span.
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        mixed ^= mixed >>> 31;
        return mixed == 0 ? 1 : mixed;
    }

    /** The span of an attempt: 16 hexadecimal digits. */
    public String attemptId(int number) {
        return HEX.toHexDigits(attempt(number));
    }

    /** The {@code traceparent} that goes out with an attempt; without a span of our own, the one that came. */
    public String traceparent(int number) {
        return VERSION
                + traceId()
                + '-'
                + HEX.toHexDigits(isSpan() ? attempt(number) : parent)
                + (sampled ? "-01" : "-00");
    }
}
