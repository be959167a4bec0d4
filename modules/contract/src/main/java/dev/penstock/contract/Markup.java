package dev.penstock.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a page or a crash leaves in a text: HTML and stack traces. */
final class Markup {
    private static final Pattern HTML = Pattern.compile(
            "(?i)<!doctype\\s|<!--|</?(html|head|body|title|meta|link|script|style|div|span|p|br|hr|a|img"
                + "|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|center|font|form|input|button|iframe|svg|pre|code|b|i"
                + "|em|strong|blockquote|section|article|header|footer|nav|main)(\\s[^<>]{0,500})?/?>");

    /** The frames of Java, JavaScript and .NET, of PHP and Ruby, and the first lines of Python, Go and Rust. */
    private static final Pattern STACK_TRACE = Pattern.compile(
            "(?m)^\\s{0,40}at [\\w.$<>/\\[\\] ]{1,300}\\([^()\\n]{0,300}\\)(\\s+in \\S{1,300}:line \\d+)?\\s*$"
                    + "|^\\s{0,40}at \\S{1,300}:\\d{1,7}:\\d{1,7}\\s*$"
                    + "|^#\\d{1,4} \\S{1,300}\\(\\d{1,7}\\): "
                    + "|^\\s{0,40}from \\S{1,300}:\\d{1,7}:in [`']"
                    + "|Traceback \\(most recent call last\\):"
                    + "|^goroutine \\d{1,9} \\[[a-z ,0-9]{1,60}\\]:"
                    + "|^thread '[^'\\n]{1,100}' (\\(\\d{1,9}\\) )?panicked at ");

    private Markup() {}

    /** The first piece of it in a text, or null. */
    static @Nullable String find(String text) {
        String html = html(text);
        return html == null ? trace(text) : html;
    }

    /** HTML only. */
    static @Nullable String html(String text) {
        if (text.indexOf('<') < 0) {
            return null;
        }
        Matcher html = HTML.matcher(text);
        return html.find() ? html.group() : null;
    }

    /** Stack traces only; the text has whole lines. */
    static @Nullable String trace(String lines) {
        Matcher trace = STACK_TRACE.matcher(lines);
        return trace.find() ? trace.group().strip() : null;
    }
}
