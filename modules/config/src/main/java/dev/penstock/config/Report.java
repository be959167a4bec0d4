package dev.penstock.config;

import dev.penstock.core.config.Route;
import dev.penstock.core.config.StoredText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code penstock check} and a failed start print: plain lines, one for each finding, that editors can jump to.
 */
public final class Report {
    private static final String WHOLE_FILE = "the file";

    private record Line(String where, String path, String sentence) {
        static Line of(String file, int line, String path, String sentence) {
            return new Line(line == 0 ? file : file + ":" + line, path.isEmpty() ? WHOLE_FILE : path, sentence);
        }
    }

    private Report() {}

    /** All that is to say about a directory; ends in a line feed. */
    public static String of(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Bad(List<Mistake> mistakes) -> mistakes(mistakes);
            case Loaded.Good(var config, List<Note> warnings) ->
                warnings.isEmpty() ? "no mistakes\n" : warnings(warnings);
        };
    }

    /**
     * What cannot be done with the routes of a directory that have no text stored: nobody should find out when they
     * need it. Empty where there are none.
     */
    public static String withoutTexts(Loaded loaded) {
        String routes = loaded instanceof Loaded.Good good
                ? good.config().routes().values().stream()
                        .filter(route -> route.traces().text() == StoredText.NONE)
                        .map(Route::name)
                        .sorted()
                        .collect(Collectors.joining(", "))
                : "";
        return routes.isEmpty()
                ? ""
                : "\nno texts are stored of " + routes
                        + " (traces.text: none): their requests can neither be replayed nor"
                        + " become cases to test with\n";
    }

    /** A line for each mistake, as {@code file:line path sentence} in columns, and how many there are. */
    public static String mistakes(List<Mistake> mistakes) {
        List<Line> lines = mistakes.stream()
                .map(mistake -> Line.of(mistake.file(), mistake.line(), mistake.path(), mistake.sentence()))
                .toList();
        long files = mistakes.stream().map(Mistake::file).distinct().count();
        return table(lines) + "\n" + count(mistakes.size(), "mistake") + " in " + count(files, "file") + "\n";
    }

    /** The same for the warnings of a directory without mistakes. */
    public static String warnings(List<Note> warnings) {
        List<Line> lines = warnings.stream()
                .map(note -> Line.of(note.file(), note.line(), note.path(), note.sentence()))
                .toList();
        return table(lines) + "\nno mistakes, " + count(warnings.size(), "warning") + "\n";
    }

    private static String table(List<Line> lines) {
        int where = lines.stream().mapToInt(line -> line.where().length()).max().orElse(0);
        int path = lines.stream().mapToInt(line -> line.path().length()).max().orElse(0);
        List<String> rows = new ArrayList<>();
        for (Line line : lines) {
            rows.add(padded(line.where(), where) + padded(line.path(), path) + line.sentence() + "\n");
        }
        return String.join("", rows);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
