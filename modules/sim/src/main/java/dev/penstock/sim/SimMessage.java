package dev.penstock.sim;

/**
 * One message of a conversation as {@link SimAnswer} sees it.
 *
 * @param role {@code system} (also for {@code developer} and Anthropic's top-level system), {@code user},
 *     {@code assistant} or {@code tool}
 * @param text its text parts, joined without anything between; another part counts as its type in square brackets
 */
public record SimMessage(String role, String text) {}
