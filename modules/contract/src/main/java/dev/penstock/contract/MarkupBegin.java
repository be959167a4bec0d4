package dev.penstock.contract;

import org.jspecify.annotations.Nullable;

/** Looks for HTML and stack traces in a text while it comes: tags anywhere, frames in lines that are whole. */
final class MarkupBegin {
    /** A tag or a frame is not longer, as a rule; what is, is found in the whole text. */
    private static final int LONGEST = 1_024;

    private final StringBuilder latest = new StringBuilder();
    /** Whether it begins where a line does. */
    private boolean atLine = true;

    /** The first piece of it in what has come, or null. */
    @Nullable
    String take(String more) {
        latest.append(more);
        String found = more.indexOf('>') < 0 && more.indexOf('<') < 0 ? null : Markup.html(latest.toString());
        int end = latest.lastIndexOf("\n");
        if (found == null && end >= 0) {
            int begin = atLine ? 0 : latest.indexOf("\n") + 1;
            found = Markup.trace(latest.substring(begin, end + 1));
            latest.delete(0, end + 1);
            atLine = true;
        }
        if (latest.length() > LONGEST) {
            latest.delete(0, latest.length() - LONGEST);
            atLine = false;
        }
        return found;
    }
}
