package dev.penstock.core.config;

import java.util.List;

/**
 * One immutable version of a named template. Rendered, it becomes the system text in front of the caller's messages.
 *
 * @param name the prompt's name
 * @param version its number, from 1; a label: the identity is the hash of the template
 * @param template the text, with variables as {@code {{name}}}
 */
public record Prompt(String name, int version, PromptTemplate template) {
    public Prompt {
        new Checks().name("name", name).range("version", version, 1, 1_000_000).done();
    }

    /** {@code name@version}, as a route refers to it. */
    public String label() {
        return name + "@" + version;
    }

    /** SHA-256 of the template's text, in lower-case hexadecimal. */
    public String contentHash() {
        return template.contentHash();
    }

    /** The variables that a request's metadata must hold. */
    public List<String> variables() {
        return template.variables();
    }
}
