/**
 * Simulated LLM providers: a real HTTP server that speaks the dialects of OpenAI and of Anthropic, answers the same
 * question always the same way, and fails on demand in every way real providers were seen to fail. For demos, tests and
 * benches. {@link dev.penstock.sim.SimServer} is the way in; what answers and how they are broken is pure and knows no
 * socket.
 */
@NullMarked
package dev.penstock.sim;

import org.jspecify.annotations.NullMarked;
