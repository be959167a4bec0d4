package dev.penstock.config;

/**
 * One thing that is wrong. Read as a sentence: the {@code path} is {@code found}, {@code remedy}.
 *
 * @param file the file, relative to the configuration directory, with {@code /} between its parts
 * @param line the line in it, from 1, or 0 where the mistake is about the whole file
 * @param path the key, as in {@code providers.openai.base_url} or {@code keys[0].hash}; empty for the whole file
 * @param found what stands there, in quotes where it is the text itself; never a secret
 * @param remedy what was expected, or what may have been meant
 */
public record Mistake(String file, int line, String path, String found, String remedy) {
    /** The mistake without its place. */
    public String sentence() {
        return "is " + found + ", " + remedy;
    }
}
