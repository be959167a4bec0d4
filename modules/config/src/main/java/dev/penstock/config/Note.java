package dev.penstock.config;

/**
 * A warning: something that works and yet deserves a look.
 *
 * @param file the file, relative to the configuration directory, with {@code /} between its parts
 * @param line the line in it, from 1, or 0 where the warning is about the whole file
 * @param path the key, as in {@code targets.fast}; empty for the whole file
 * @param sentence what the operator should know
 */
public record Note(String file, int line, String path, String sentence) {}
