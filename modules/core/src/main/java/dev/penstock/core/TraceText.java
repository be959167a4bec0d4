package dev.penstock.core;

import dev.penstock.core.config.TraceTerms;
import java.util.function.Supplier;

/**
 * What was said in a request and its answer, as far as the route's terms allow that it is stored; never told in a log.
 * Each text is made when it is asked for, which takes a while: not for the path.
 *
 * @param request makes the caller's body
 * @param answer makes the answer's JSON in the caller's dialect; empty where there is none
 * @param bytes what it holds of memory
 */
public record TraceText(TraceTerms terms, Supplier<byte[]> request, Supplier<byte[]> answer, long bytes) {}
