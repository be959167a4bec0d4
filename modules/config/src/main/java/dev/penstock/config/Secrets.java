package dev.penstock.config;

import dev.penstock.core.config.Secret;
import dev.penstock.core.config.SecretRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
        if (text == null) {
            return null;
        }
        SecretRef reference = SecretRef.parse(text);
        if (reference == null) {
            section.wrong(
                    key,
                    "a literal, it seems (not shown)",
                    "expected " + SecretRef.EXPECTED + ": put the secret there and only its name here");
            return null;
        }
        try {
            resolve(reference);
        } catch (MissingSecret e) {
            section.wrong(
                    key,
                    Shown.quoted(reference.toString()) + ", which " + e.getMessage(),
                    "expected " + meaning + " there");
        }
        return reference;
    }

    /** The same where the secret must have a form; what it is instead is not shown. */
    @Nullable
    SecretRef reference(Section section, String key, String meaning, Predicate<Secret> form, String expected) {
        SecretRef reference = reference(section, key, meaning);
        if (reference == null || this instanceof Elsewhere) {
            return reference;
        }
        try {
            if (!form.test(resolve(reference))) {
                section.wrong(
                        key,
                        Shown.quoted(reference.toString()) + ", which leads to another text (not shown)",
                        "expected " + expected + " there");
            }
        } catch (MissingSecret e) {
            // That is a mistake already.
            return reference;
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
