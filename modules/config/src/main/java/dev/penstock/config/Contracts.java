package dev.penstock.config;

import dev.penstock.config.Value.Kind;
import dev.penstock.config.Value.Mapping;
import dev.penstock.config.Value.Scalar;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Contract;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code contracts/*.json}: that each is JSON and can be a schema, not yet what the schema says. */
final class Contracts {
    private static final String FOLDER = "contracts";
    private static final String ENDING = ".json";
    private static final String EXPECTED = "expected a JSON Schema: an object, or true or false";

    private final Folder folder;
    private final References references;
    private final Mistakes mistakes;

    Contracts(Folder folder, References references, Mistakes mistakes) {
        this.folder = folder;
        this.references = references;
        this.mistakes = mistakes;
    }

    /** The contracts by name. */
    Map<String, Contract> read() {
        Map<String, Contract> contracts = new LinkedHashMap<>();
        for (String file : folder.files(FOLDER, ENDING)) {
            String name = file.substring(FOLDER.length() + 1, file.length() - ENDING.length());
            references.declare(References.Kind.CONTRACT, name);
            Contract contract = contract(file, name);
            if (contract != null) {
                contracts.put(name, contract);
            }
        }
        return contracts;
    }

    private @Nullable Contract contract(String file, String name) {
        Place whole = Place.wholeFile(file);
        String text = folder.text(file, whole);
        if (text == null) {
            return null;
        }
        switch (Parsed.strictJson(text)) {
            case Parsed.Tree(Value schema) -> {
                if (isSchema(schema)) {
                    return named(name, text, whole);
                }
                mistakes.add(whole, schema.words(), EXPECTED);
            }
            case Parsed.Empty() -> mistakes.add(whole, "empty", EXPECTED);
            case Parsed.Broken(int line, String problem) -> folder.broken(file, line, problem, "JSON");
        }
        return null;
    }

    private static boolean isSchema(Value value) {
        return value instanceof Mapping || (value instanceof Scalar scalar && scalar.kind() == Kind.TRUTH);
    }

    private @Nullable Contract named(String name, String text, Place whole) {
        try {
            return new Contract(name, text);
        } catch (BadConfig refused) {
            refused.mistakes()
                    .forEach(mistake -> mistakes.add(
                            whole, "named " + Shown.quoted(mistake.value()), "expected " + mistake.expected()));
            return null;
        }
    }
}
