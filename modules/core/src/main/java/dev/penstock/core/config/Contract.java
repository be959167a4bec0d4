package dev.penstock.core.config;

/**
 * A JSON Schema by name.
 *
 * @param name its file's name without the ending
 * @param schema the schema as JSON text
 */
public record Contract(String name, String schema) {
    public Contract {
        new Checks().name("name", name).done();
    }
}
