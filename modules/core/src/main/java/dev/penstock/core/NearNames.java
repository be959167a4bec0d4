package dev.penstock.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which known names somebody may have meant by one that is not known. */
public final class NearNames {
    private static final int AT_MOST = 3;
    /** Beyond this nothing that anybody names is a slip of the other; it bounds the work on a name from outside. */
    private static final int LONGEST = 128;

    private NearNames() {}

    /**
     * The names that are a slip or two away, the nearest first, at most three; letter case does not count. A slip is a
     * letter too many, too few, wrong, or swapped with its neighbour; one is allowed for every three letters. A name
     * that goes on where the given one ends ({@code support} for {@code support@2}) is near too.
     */
    public static List<String> near(String name, Collection<String> among) {
        if (name.isEmpty() || name.length() > LONGEST) {
            return List.of();
        }
        record Candidate(String name, int distance) {}
        String wanted = name.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, wanted.length() / 3);
        return among.stream()
                .distinct()
                .map(known -> new Candidate(known, distance(wanted, known.toLowerCase(Locale.ROOT), allowed)))
                .filter(candidate -> candidate.distance() <= allowed)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(AT_MOST)
                .map(Candidate::name)
                .toList();
    }

    private static int distance(String wanted, String known, int allowed) {
        int slips = Math.abs(wanted.length() - known.length()) > allowed ? allowed + 1 : slips(wanted, known);
        boolean goesOn = wanted.length() >= 3 && known.startsWith(wanted);
        return slips > allowed && goesOn ? allowed : slips;
    }

    /** The optimal string alignment distance, in three rows. */
    private static int slips(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + wrong);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
