package dev.penstock.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code traceparent} and {@code tracestate} by the letter of <a href="https://www.w3.org/TR/trace-context/">W3C
 * Trace Context</a>, level 1: what is wrong anywhere is as if it were not there.
 */
public final class TraceHeaders {
    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";

    /** {@code 00-TRACE-PARENT-FLAGS}. */
    private static final int LENGTH = 55;

    private static final int MOST_MEMBERS = 32;
    /** What must be handed on at least, and is at most. */
    private static final int MOST_STATE = 512;

    private static final Pattern MEMBER =
            Pattern.compile("([a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
                    + "=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

    private TraceHeaders() {}

    /**
     * The caller's context, of which the request has no span yet.
     *
     * @param parents every header of that name, in order
     * @param states every header of that name, in order
     * @return null if there is no single valid {@code traceparent}
     */
    public static @Nullable TraceContext read(List<String> parents, List<String> states) {
        if (parents.size() != 1) {
            return null;
        }
        String text = parents.getFirst();
        if (!isWellFormed(text)) {
            return null;
        }
        long high = HexFormat.fromHexDigitsToLong(text, 3, 19);
        long low = HexFormat.fromHexDigitsToLong(text, 19, 35);
        long parent = HexFormat.fromHexDigitsToLong(text, 36, 52);
        if ((high | low) == 0 || parent == 0) {
            return null;
        }
        boolean sampled = (HexFormat.fromHexDigits(text, 53, 55) & 1) == 1;
        return new TraceContext(high, low, parent, 0, sampled, state(states));
    }

    /** A later version may be longer, and begins as this one does. */
    private static boolean isWellFormed(String text) {
        if (text.length() < LENGTH || text.startsWith("ff")) {
            return false;
        }
        if (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-')) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == 2 || i == 35 || i == 52;
            if (dash ? text.charAt(i) != '-' : !isLowerHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** The members of all headers, the first ones if they are too long; empty if one is malformed or comes twice. */
    private static String state(List<String> headers) {
        List<String> members = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (String header : headers) {
            for (String part : header.split(",", -1)) {
                String member = withoutSpace(part);
                if (member.isEmpty()) {
                    continue;
                }
                if (!MEMBER.matcher(member).matches() || !keys.add(member.substring(0, member.indexOf('=')))) {
                    return "";
                }
                members.add(member);
            }
        }
        return members.size() > MOST_MEMBERS ? "" : shortened(members);
    }

    private static String shortened(List<String> members) {
        StringBuilder state = new StringBuilder();
        for (String member : members) {
            if (state.length() + 1 + member.length() > MOST_STATE) {
                break;
            }
            state.append(state.isEmpty() ? "" : ",").append(member);
        }
        return state.toString();
    }

    /** Space and tab only; what else {@code strip} would take is malformed here. */
    private static String withoutSpace(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && (text.charAt(from) == ' ' || text.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (text.charAt(to - 1) == ' ' || text.charAt(to - 1) == '\t')) {
            to--;
        }
        return text.substring(from, to);
    }
}
