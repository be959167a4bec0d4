package dev.penstock.alerts.drift;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whether the model that a provider names is the one that was asked for: a snapshot of it by its date is. */
final class SameModel {
    private static final Pattern ALIAS = Pattern.compile("[-:@]latest$");
    /**
     * {@code -2024-08-06}, {@code -20241022}, {@code -0613}, {@code -001}, {@code @20240229}, {@code -1106-preview}.
     */
    private static final Pattern SNAPSHOT = Pattern.compile("[-:@_]\\d{3,8}(-\\d{2}-\\d{2})?(-preview|-v\\d+)?");

    private SameModel() {}

    static boolean isSame(String asked, String returned) {
        String wanted = bare(asked);
        String named = bare(returned);
        return named.equals(wanted)
                || (named.startsWith(wanted)
                        && SNAPSHOT.matcher(named.substring(wanted.length())).matches());
    }

    /** Without the names before it, which some providers add and others leave out. */
    private static String bare(String model) {
        String lower = model.toLowerCase(Locale.ROOT);
        return ALIAS.matcher(lower.substring(lower.lastIndexOf('/') + 1)).replaceFirst("");
    }
}
