package dev.penstock.config;

import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Fetches what references point to. */
public sealed class Secrets {
    private static final long MOST_BYTES = 64 << 10;

    /** Takes every reference for good: what it points to is on another machine. */
    static final class Elsewhere extends Secrets {
        Elsewhere(Path dir) {
            super(dir, _ -> null);
        }

        @Override
        public Secret resolve(SecretRef reference) {
            return new Secret("elsewhere");
        }
    }

    private final Path dir;
    private final Function<String, @Nullable String> environment;

    /**
     * Looks for secrets in two places.
     *
     * @param dir the configuration directory, from which relative files are looked for
     * @param environment a variable's value, or null where it is not set; {@code System::getenv} in a process
     */
    public Secrets(Path dir, Function<String, @Nullable String> environment) {
        this.dir = dir;
        this.environment = environment;
    }

    /**
     * The secret itself, without white space at its ends. Blocks on files.
     *
     * @throws MissingSecret if nothing usable is there; the message names the reference and never the content
     */
    public Secret resolve(SecretRef reference) throws MissingSecret {
        String text = switch (reference) {
            case SecretRef.Env(String name) -> variable(name);
            case SecretRef.File(String path) -> content(path);
        };
        if (text.isBlank()) {
            throw new MissingSecret("leads to an empty text");
        }
        if (!Secret.isUsable(text.strip())) {
            throw new MissingSecret("leads to a text with line breaks or control characters");
        }
        return new Secret(text.strip());
    }

    /** The reference behind a key; null, and a mistake, if there is none or it leads nowhere. */
    @Nullable
    SecretRef reference(Section section, String key, String meaning) {
        String text = section.text(key, SecretRef.EXPECTED);
        return text == null ? null : reference(section, section.at(key), text, meaning);
    }

    /** Those behind a key, one or a list, where each secret must have a form; what it is instead is not shown. */
    List<SecretRef> references(Section section, String key, String meaning, Predicate<Secret> form, String expected) {
        String one = section.isList(key) ? null : section.text(key, SecretRef.EXPECTED);
        List<String> several = section.isList(key) ? section.texts(key, SecretRef.EXPECTED) : null;
        List<String> texts = several != null ? several : one != null ? List.of(one) : List.of();
        List<SecretRef> references = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Place place = section.item(key, i);
            SecretRef reference = reference(section, place, texts.get(i), meaning);
            if (reference != null) {
                references.add(reference);
                if (!hasForm(reference, form)) {
                    section.wrong(
                            place,
                            Shown.quoted(reference.toString()) + ", which leads to another text (not shown)",
                            "expected " + expected + " there");
                }
            }
        }
        return references;
    }

    /** Where nothing can be looked at, that is a mistake already, or is elsewhere. */
    private boolean hasForm(SecretRef reference, Predicate<Secret> form) {
        try {
            return this instanceof Elsewhere || form.test(resolve(reference));
        } catch (MissingSecret e) {
            return true;
        }
    }

    private @Nullable SecretRef reference(Section section, Place place, String text, String meaning) {
        SecretRef reference = SecretRef.parse(text);
        if (reference == null) {
            section.wrong(
                    place,
                    "a literal, it seems (not shown)",
                    "expected " + SecretRef.EXPECTED + ": put the secret there and only its name here");
            return null;
        }
        try {
            resolve(reference);
        } catch (MissingSecret e) {
            section.wrong(
                    place,
                    Shown.quoted(reference.toString()) + ", which " + e.getMessage(),
                    "expected " + meaning + " there");
        }
        return reference;
    }

    private String variable(String name) throws MissingSecret {
        String value = environment.apply(name);
        if (value == null) {
            throw new MissingSecret("is not set in the environment");
        }
        return value;
    }

    private String content(String path) throws MissingSecret {
        try {
            Path file = dir.resolve(path);
            if (!Files.exists(file)) {
                throw new MissingSecret("is a file that does not exist");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new MissingSecret("is a file of more than 64 KiB");
            }
            return Files.readString(file);
        } catch (IOException | InvalidPathException e) {
            throw new MissingSecret("is a file that cannot be read");
        }
    }
}
