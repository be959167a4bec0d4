package dev.penstock.providers;

/**
 * What an answer to a caller says where the provider left it open.
 *
 * @param id the answer's id if the provider gave none
 * @param model the model's name if the provider gave none
 * @param createdSeconds seconds since 1970 if the provider did not say
 * @param streamUsage the caller asked for the usage at the end of the stream; of no account where the dialect always
 *     tells it
 */
public record Reply(String id, String model, long createdSeconds, boolean streamUsage) {}
