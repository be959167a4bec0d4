package dev.penstock.core;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A script that tells a language, or a family of them. */
enum Script {
    LATIN(null),
    HAN("zh"),
    KANA("ja"),
    HANGUL("ko"),
    CYRILLIC("ru"),
    ARABIC("ar"),
    HEBREW("he"),
    GREEK("el"),
    DEVANAGARI("hi"),
    THAI("th");

    /** Japanese text has more kana than Han; Chinese text has none, but may quote some. */
    private static final int HAN_PER_KANA = 10;

    /** Up to here letters are Latin, with few exceptions that do not matter. */
    private static final char LAST_LATIN = '\u024F';

    private final @Nullable String language;

    Script(@Nullable String language) {
        this.language = language;
    }

    /** The language that it is taken for; null where it tells none. */
    @Nullable
    String language() {
        return language;
    }

    /** The script of more than half of a text's letters, or null. */
    static @Nullable Script of(String text) {
        EnumMap<Script, Integer> letters = new EnumMap<>(Script.class);
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetter(c)) {
                all++;
                Script script = of(c);
                if (script != null) {
                    letters.merge(script, 1, Integer::sum);
                }
            }
        }
        int han = letters.getOrDefault(HAN, 0);
        if (letters.getOrDefault(KANA, 0) * HAN_PER_KANA > han) {
            letters.remove(HAN);
            letters.merge(KANA, han, Integer::sum);
        }
        for (Map.Entry<Script, Integer> count : letters.entrySet()) {
            if (count.getValue() * 2 > all) {
                return count.getKey();
            }
        }
        return null;
    }

    private static @Nullable Script of(char letter) {
        if (letter <= LAST_LATIN) {
            return LATIN;
        }
        return switch (Character.UnicodeScript.of(letter)) {
            case LATIN -> LATIN;
            case HAN -> HAN;
            case HIRAGANA, KATAKANA -> KANA;
            case HANGUL -> HANGUL;
            case CYRILLIC -> CYRILLIC;
            case ARABIC -> ARABIC;
            case HEBREW -> HEBREW;
            case GREEK -> GREEK;
            case DEVANAGARI -> DEVANAGARI;
            case THAI -> THAI;
            default -> null;
        };
    }
}
