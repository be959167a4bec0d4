package dev.penstock.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which language a text is in: one of {@code en de fr es it pt nl} by its small words, {@code ja zh ko ru ar he el hi
 * th} by its script. Null where neither is clear, which is so for most texts of a few words, for code, and for other
 * languages in Latin script. Languages that share a script are taken for the one that is named here: Ukrainian and
 * Bulgarian for Russian, Persian for Arabic, Marathi for Hindi.
 */
public final class Language {
    /** What comes after this many characters is not looked at. */
    static final int LOOKED_AT = 2_000;

    /** Small words are a third to a half of running text; where far fewer are known, the language is another one. */
    private static final int WORDS_PER_SMALL_WORD = 5;

    private static final int FEWEST_SMALL_WORDS = 2;

    private static final String[] LATIN = {"en", "de", "fr", "es", "it", "pt", "nl"};

    /**
     * In the order of {@link #LATIN}. A word of several languages counts for each; those of one plain letter are names
     * of variables too often.
     */
    private static final String[] SMALL_WORDS = {
        "the of and to in is that it for was on are with as be this at by not you have from or an what how which can my"
                + " me do does why please we if when there",
        "der die das und ist nicht ein eine zu den von mit sich des auf für im dem auch es an wie was ich sie wir kann"
                + " wird bei aus oder mein mir bitte einen wenn dass du hat sind",
        "le la les de des et est un une du que qui dans pour pas sur ce il au avec plus par je vous ne se nous comment"
                + " quelle quel mon ma sont où à cette en être",
        "el la los las de que en un una es por con para no se del al lo como más su qué cómo cuál mi está yo son"
                + " pero puedo este esta ser",
        "il la di che è un una per non in del della con sono le si da come al dei nel gli mi qual cosa questo più"
                + " anche ma posso lo ho",
        "os as de que do da em um uma para com não por no na dos das se como mais é meu minha você qual eu isso"
                + " ao são está",
        "de het een en van is dat op te in niet zijn met voor er die aan ik je wat hoe mijn kan naar bij ook om als dit"
                + " maar wij hebben deze",
    };

    /** Bit {@code n} of a word's value: it is a small word of the n-th language. */
    private static final Map<String, Integer> LANGUAGES_OF_WORD = new HashMap<>();

    static {
        for (int i = 0; i < LATIN.length; i++) {
            for (String word : SMALL_WORDS[i].split(" ", -1)) {
                LANGUAGES_OF_WORD.merge(word, 1 << i, (a, b) -> a | b);
            }
        }
    }

    private static final Set<String> KNOWN = Stream.concat(
                    Arrays.stream(LATIN),
                    Arrays.stream(Script.values()).map(Script::language).filter(Objects::nonNull))
            .collect(Collectors.toUnmodifiableSet());

    private Language() {}

    /** All languages that {@link #of} can give. */
    public static Set<String> known() {
        return KNOWN;
    }

    /** The language of a text by ISO 639-1, or null. */
    public static @Nullable String of(String text) {
        String start = text.length() <= LOOKED_AT ? text : text.substring(0, LOOKED_AT);
        Script script = Script.of(start);
        return script == Script.LATIN ? latin(start) : script == null ? null : script.language();
    }

    private static @Nullable String latin(String text) {
        int[] hits = new int[LATIN.length];
        int words = 0;
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && Character.isLetter(text.charAt(i))) {
                from = from < 0 ? i : from;
            } else if (from >= 0) {
                words++;
                count(text.substring(from, i).toLowerCase(Locale.ROOT), hits);
                from = -1;
            }
        }
        return clearest(hits, words);
    }

    private static void count(String word, int[] hits) {
        int languages = LANGUAGES_OF_WORD.getOrDefault(word, 0);
        for (int i = 0; languages != 0; i++, languages >>= 1) {
            hits[i] += languages & 1;
        }
    }

    private static @Nullable String clearest(int[] hits, int words) {
        int best = 0;
        int second = -1;
        for (int i = 1; i < hits.length; i++) {
            if (hits[i] > hits[best]) {
                second = best;
                best = i;
            } else if (second < 0 || hits[i] > hits[second]) {
                second = i;
            }
        }
        boolean clear = hits[best] >= FEWEST_SMALL_WORDS
                && hits[best] > hits[second]
                && hits[best] * WORDS_PER_SMALL_WORD >= words;
        return clear ? LATIN[best] : null;
    }
}
