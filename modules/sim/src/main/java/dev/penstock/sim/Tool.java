package dev.penstock.sim;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that the client offers.
 *
 * @param schema JSON Schema of the arguments; missing if the tool takes none
 */
record Tool(String name, JsonNode schema) {}
