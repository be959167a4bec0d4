package dev.penstock.config;

import dev.penstock.config.Value.Kind;
import dev.penstock.config.Value.Mapping;
import dev.penstock.config.Value.Scalar;
import dev.penstock.contract.ContractCheck;
import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Contract;
import dev.penstock.core.config.ContractTerms;
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
        return isSchema(text, whole, mistakes) ? named(name, text, whole) : null;
    }

    /** Whether a text is a schema that answers can be held against; notes a mistake if not. */
    static boolean isSchema(String text, Place place, Mistakes mistakes) {
        return looksLikeSchema(text, place, mistakes) && compiles(text, place, mistakes);
    }

    /** Whether a text may be one; notes a mistake if not. Quick. */
    static boolean looksLikeSchema(String text, Place place, Mistakes mistakes) {
        switch (Parsed.strictJson(text)) {
            case Parsed.Tree(Mapping _) -> {
                return true;
            }
            case Parsed.Tree(Scalar(int _, String _, Kind kind))
            when kind == Kind.TRUTH -> {
                return true;
            }
            case Parsed.Tree(Value other) -> mistakes.add(place, other.words(), EXPECTED);
            case Parsed.Empty() -> mistakes.add(place, "empty", EXPECTED);
            case Parsed.Broken(int line, String problem) ->
                mistakes.add(
                        place.path().isEmpty() ? new Place(place.file(), line, "") : place, "no valid JSON", problem);
        }
        return false;
    }

    private static boolean compiles(String text, Place place, Mistakes mistakes) {
        try {
            ContractCheck.of(new Contract("none", text), ContractTerms.USUAL);
            return true;
        } catch (BadConfig refused) {
            refused.mistakes()
                    .forEach(mistake ->
                            mistakes.add(place, Shown.quoted(mistake.value()), "expected " + mistake.expected()));
            return false;
        }
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
