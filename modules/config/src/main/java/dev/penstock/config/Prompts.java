package dev.penstock.config;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code prompts/*.md}: keys between two lines of {@code ---}, then the template. */
final class Prompts {
    /** The keys keep the line feed before them, so that their lines count from the file's first. */
    private static final Pattern FORM = Pattern.compile("---[ \\t]*(\\n.*?\\n)---[ \\t]*(?:\\n(.*))?", Pattern.DOTALL);

    private static final String FRONT_MATTER =
            "a line ---, the keys name and version, a line ---, and then the template";

    private final Folder folder;
    private final References references;
    private final Mistakes mistakes;
    private final Map<String, String> fileOf = new HashMap<>();

    Prompts(Folder folder, References references, Mistakes mistakes) {
        this.folder = folder;
        this.references = references;
        this.mistakes = mistakes;
    }

    /** The prompts by {@code name@version}. */
    Map<String, Prompt> read() {
        Map<String, Prompt> prompts = new LinkedHashMap<>();
        for (String file : folder.files("prompts", ".md")) {
            Prompt prompt = prompt(file);
            if (prompt != null) {
                prompts.put(prompt.label(), prompt);
            }
        }
        return prompts;
    }

    private @Nullable Prompt prompt(String file) {
        Place whole = Place.wholeFile(file);
        String text = folder.text(file, whole);
        if (text == null) {
            references.unsure(References.Kind.PROMPT);
            return null;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            references.unsure(References.Kind.PROMPT);
            mistakes.add(whole, text.isBlank() ? "empty" : "without front matter", "expected " + FRONT_MATTER);
            return null;
        }
        Section keys = Section.open(mistakes, file, Parsed.yaml(form.group(1)), "YAML", Keys.PROMPT);
        if (keys == null) {
            references.unsure(References.Kind.PROMPT);
            return null;
        }
        String rest = form.group(2);
        return prompt(file, keys, rest == null ? "" : template(rest), text);
    }

    private @Nullable Prompt prompt(String file, Section keys, String template, String text) {
        String name = keys.requiredText("name", "the prompt's name");
        if (!keys.has("version")) {
            keys.missing("version", "a whole number from 1");
        }
        Integer version = keys.integer("version");
        if (name == null || version == null) {
            references.unsure(References.Kind.PROMPT);
        } else {
            String label = name + "@" + version;
            references.declare(References.Kind.PROMPT, label);
            String other = fileOf.putIfAbsent(label, file);
            if (other != null) {
                keys.wrong("version", Shown.quoted(label) + ", as " + other + " is", "expected a version of its own");
            }
        }
        PromptTemplate parsed = parse(file, template, text);
        return keys.make(() -> new Prompt(
                name == null ? "none" : name,
                version == null ? 1 : version,
                parsed == null ? new PromptTemplate("none") : parsed));
    }

    /** Line breaks at the ends belong to the file, not to the template. */
    static String template(String rest) {
        return rest.replaceFirst("^\\n+", "").replaceFirst("\\n+$", "");
    }

    private @Nullable PromptTemplate parse(String file, String template, String text) {
        try {
            return new PromptTemplate(template);
        } catch (BadConfig refused) {
            for (BadConfig.Mistake mistake : refused.mistakes()) {
                mistakes.add(
                        new Place(file, mistake.value().isEmpty() ? 0 : lineOf(mistake.value(), text), mistake.field()),
                        mistake.value().isEmpty() ? "empty" : Shown.quoted(mistake.value()),
                        "expected " + mistake.expected());
            }
            return null;
        }
    }

    private static int lineOf(String part, String text) {
        int at = text.indexOf(part);
        return at < 0
                ? 0
                : 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
