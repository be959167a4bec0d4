package dev.penstock.core;

import org.jspecify.annotations.Nullable;

/**
 * What a tool gave back, as a request shows it that the model answers on.
 *
 * @param tool the tool's name as it may be told; empty where the request does not say
 * @param bytes how long it is in the request
 * @param unknown why it is no data; null where it is some
 */
public record ToolOutput(String tool, int bytes, UnknownResult.@Nullable Why unknown) {}
