package dev.penstock.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The configuration directory: the only class of this module that reads files, save for secrets. */
final class Folder {
    private static final long MOST_BYTES = 64L << 20;

    private final Path dir;
    private final Mistakes mistakes;

    Folder(Path dir, Mistakes mistakes) {
        this.dir = dir;
        this.mistakes = mistakes;
    }

    /** The names, sorted, of the files in a folder below that end as they should; what else is there gets a warning. */
    List<String> files(String folder, String ending) {
        Path below = dir.resolve(folder);
        if (!Files.exists(below)) {
            return List.of();
        }
        try (var listing = Files.list(below)) {
            List<Path> all =
                    listing.filter(file -> !name(file).startsWith(".")).sorted().toList();
            all.stream()
                    .filter(file -> !isRead(file, ending))
                    .forEach(file -> mistakes.warn(
                            Place.wholeFile(folder + "/" + name(file)),
                            "is not read: only files directly in " + folder + "/ that end in " + ending + " are"));
            return all.stream()
                    .filter(file -> isRead(file, ending))
                    .map(file -> folder + "/" + name(file))
                    .toList();
        } catch (IOException e) {
            mistakes.add(Place.wholeFile(folder + "/"), "not readable", "expected a directory");
            return List.of();
        }
    }

    private static boolean isRead(Path file, String ending) {
        return name(file).endsWith(ending) && !Files.isDirectory(file);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /**
     * The text of a file, with line feeds at its lines' ends; null, and a mistake at {@code place}, if there is none.
     */
    @Nullable
    String text(String file, Place place) {
        Path path = resolve(file);
        if (path == null || !Files.exists(path)) {
            mistakes.add(place, place.path().isEmpty() ? "missing" : Shown.quoted(file), "expected a file that exists");
            return null;
        }
        try {
            if (Files.size(path) > MOST_BYTES) {
                mistakes.add(place, "larger than 64 MiB", "expected a file of this configuration");
                return null;
            }
            String text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return asWritten(text);
        } catch (CharacterCodingException e) {
            mistakes.add(place, "not UTF-8", "expected a text file in UTF-8");
        } catch (IOException e) {
            mistakes.add(place, "not readable", "expected a file that this process may read");
        }
        return null;
    }

    /** A text without what editors add to it: a byte order mark, a carriage return at the ends of lines. */
    static String asWritten(String text) {
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).replace("\r\n", "\n");
    }

    /** The path of a file, relative ones from the directory; null if the text can be no path. */
    @Nullable
    Path resolve(String file) {
        try {
            return dir.resolve(file);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The map that a YAML file holds; null, and a mistake, if it does not. */
    @Nullable
    Section yaml(String file, List<String> known) {
        String text = text(file, Place.wholeFile(file));
        return text == null ? null : Section.open(mistakes, file, Parsed.yaml(text), "YAML", known);
    }
}
