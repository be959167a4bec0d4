package dev.penstock.healing;

import dev.penstock.core.ApiError;
import dev.penstock.core.ApiError.Kind;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.Diagnosis.Own;
import dev.penstock.core.WordGroups;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a failure was. Providers say different things with one status and one thing with different ones, so their
 * code counts first, then their message, then their status; the first row of the table that fits decides. Pure, and
 * whatever came, it has a diagnosis.
 */
public final class DiagnosisTable {
    /**
     * What an error looks like; words are in lower case.
     *
     * @param kinds what its status or type says; empty for any
     * @param codes one of these is part of its code; empty if the code does not count
     * @param messages one of these is part of its message; empty if the message does not count
     */
    private record Row(Set<Kind> kinds, List<String> codes, List<String> messages, Reading reading) {
        /**
         * A row with both codes and messages fits by either.
         *
         * @param said whether one of its codes or messages is there
         */
        boolean fits(Kind kind, boolean said) {
            return (kinds.isEmpty() || kinds.contains(kind)) && (said || (codes.isEmpty() && messages.isEmpty()));
        }
    }

    /** What a row makes of an error; null where it is not that after all. */
    private interface Reading {
        @Nullable
        Diagnosis of(ApiError error, @Nullable Duration wait);
    }

    private static final List<String> NONE = List.of();
    private static final Set<Kind> ANY = Set.of();

    private static final List<Row> ROWS = List.of(
            row(
                    ANY,
                    List.of(
                            "insufficient_quota",
                            "billing_hard_limit",
                            "insufficient_balance",
                            "quota_per_day",
                            "billing_not_active"),
                    List.of("credit balance is too low", "insufficient balance"),
                    Fault.QUOTA_EXHAUSTED),
            row(Set.of(Kind.BILLING), NONE, NONE, Fault.QUOTA_EXHAUSTED),
            row(
                    Set.of(Kind.RATE_LIMIT),
                    List.of("tokens_per_request"),
                    List.of("request too large", "request is too large"),
                    Fault.REQUEST_TOO_LARGE),
            new Row(
                    Set.of(Kind.RATE_LIMIT),
                    NONE,
                    List.of("exceeded your current quota", "check your plan and billing"),
                    // Some say so of a minute's quota too, but then they say when it is over.
                    (_, wait) -> wait == null ? Fault.QUOTA_EXHAUSTED : new Diagnosis.RateLimited(wait)),
            new Row(Set.of(Kind.RATE_LIMIT), NONE, NONE, (_, wait) -> new Diagnosis.RateLimited(wait)),
            new Row(
                    EnumSet.of(Kind.INVALID_REQUEST, Kind.TOO_LARGE, Kind.UNPROCESSABLE, Kind.SERVER),
                    NONE,
                    List.of("maximum context length", "exceed context limit", "max_tokens", "max_completion_tokens"),
                    (error, _) -> TokenLimits.of(error)),
            row(
                    EnumSet.of(Kind.INVALID_REQUEST, Kind.TOO_LARGE, Kind.UNPROCESSABLE, Kind.SERVER),
                    List.of("context_length_exceeded", "context_window", "model_context"),
                    List.of(
                            "maximum context length",
                            "context window",
                            "context length",
                            "exceed context limit",
                            "prompt is too long",
                            "input is too long",
                            "input token count",
                            "reduce the length of the messages"),
                    Fault.CONTEXT_TOO_LONG),
            row(
                    ANY,
                    List.of("content_filter", "content_policy", "responsibleaipolicyviolation", "safety"),
                    List.of(
                            "content management policy",
                            "content filtering policy",
                            "content policy",
                            "flagged as potentially violating",
                            "rejected as a result of our safety system"),
                    Declined.CONTENT_FILTERED),
            new Row(
                    EnumSet.of(Kind.INVALID_REQUEST, Kind.UNPROCESSABLE),
                    List.of("unsupported_parameter", "unknown_parameter", "unsupported_value"),
                    List.of(
                            "unsupported parameter",
                            "is not supported with this model",
                            "unrecognized request argument",
                            "unknown parameter",
                            "extra inputs are not permitted"),
                    (error, _) -> unsupported(error)),
            row(
                    ANY,
                    List.of("model_not_found", "deploymentnotfound", "model_not_available", "model_decommissioned"),
                    List.of("model does not exist", "model has been deprecated", "has been decommissioned"),
                    Fault.MODEL_GONE),
            row(Set.of(Kind.NOT_FOUND), NONE, NONE, Fault.MODEL_GONE),
            row(EnumSet.of(Kind.AUTHENTICATION, Kind.PERMISSION), NONE, NONE, Fault.AUTHENTICATION),
            row(ANY, List.of("invalid_api_key"), List.of("api key not valid"), Fault.AUTHENTICATION),
            row(Set.of(Kind.TOO_LARGE), NONE, NONE, Fault.REQUEST_TOO_LARGE),
            new Row(
                    ANY,
                    List.of("overloaded"),
                    List.of("overloaded", "at capacity", "no capacity"),
                    (_, wait) -> new Diagnosis.Overloaded(wait)),
            new Row(
                    EnumSet.of(Kind.OVERLOADED, Kind.UNAVAILABLE),
                    NONE,
                    NONE,
                    (_, wait) -> new Diagnosis.Overloaded(wait)),
            row(EnumSet.of(Kind.BAD_GATEWAY, Kind.TIMEOUT), NONE, NONE, Fault.BAD_GATEWAY),
            row(Set.of(Kind.SERVER), NONE, NONE, Fault.SERVER_ERROR),
            // A proxy that has no more to say than a status does not know the request.
            row(ANY, List.of(ApiError.UNEXPLAINED), NONE, Fault.UNKNOWN),
            row(EnumSet.of(Kind.REQUEST_TIMEOUT, Kind.CONFLICT, Kind.METHOD_NOT_ALLOWED), NONE, NONE, Fault.UNKNOWN),
            row(ANY, NONE, NONE, Declined.INVALID_REQUEST));

    private static final WordGroups CODES =
            new WordGroups(ROWS.stream().map(Row::codes).toList());
    private static final WordGroups MESSAGES =
            new WordGroups(ROWS.stream().map(Row::messages).toList());

    /** What a parameter's name may look like. */
    private static final String NAME = "([A-Za-z_][A-Za-z0-9_.]{0,63})";

    private static final Pattern QUOTED = Pattern.compile("['\"`]" + NAME + "['\"`]");
    private static final Pattern INSTEAD = Pattern.compile("[Uu]se ['\"`]" + NAME + "['\"`] instead");
    private static final Pattern WHOLE_NAME = Pattern.compile(NAME);

    private DiagnosisTable() {}

    private static Row row(Set<Kind> kinds, List<String> codes, List<String> messages, Diagnosis diagnosis) {
        return new Row(kinds, codes, messages, (_, _) -> diagnosis);
    }

    /** The diagnosis of a failure. */
    public static Diagnosis of(AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.ErrorStatus error -> of(error.error(), error.retryAfter());
            case AttemptFailure.ErrorInStream error -> of(error.error(), null);
            case AttemptFailure.NotConnected _ -> Fault.NO_RESPONSE;
            case AttemptFailure.ConnectionLost _ -> Fault.CONNECTION_RESET;
            case AttemptFailure.TimedOut timedOut -> of(timedOut.phase());
            case AttemptFailure.Malformed _ -> Fault.MALFORMED_CHUNK;
            case AttemptFailure.CutStream _ -> Fault.CUT_STREAM;
            case AttemptFailure.Departed _ -> Own.DEPARTED;
            case AttemptFailure.EmptyAnswer _ -> Fault.EMPTY_ANSWER;
            case AttemptFailure.InvalidOutput invalid ->
                invalid.checks().contains("truncated") ? Fault.TRUNCATED_ANSWER : Fault.INVALID_OUTPUT;
            case AttemptFailure.RefusedAnswer _ -> Declined.REFUSAL;
            case AttemptFailure.FilteredAnswer _ -> Declined.CONTENT_FILTERED;
            case AttemptFailure.NoConnectionFree _ -> Own.NO_CONNECTION_FREE;
            case AttemptFailure.NoRoom _ -> Own.NO_ROOM;
            case AttemptFailure.AnswerTooLarge _ -> Own.ANSWER_TOO_LARGE;
            case AttemptFailure.Inexpressible _ -> Own.INEXPRESSIBLE;
            case AttemptFailure.Killed _, AttemptFailure.KilledTool _ -> Own.KILLED;
            case AttemptFailure.Stopped _ -> Own.STOPPED;
            case AttemptFailure.Cancelled _ -> Own.CANCELLED;
            case AttemptFailure.Outrun _ -> Own.OUTRUN;
        };
    }

    private static Diagnosis of(AttemptFailure.Phase phase) {
        return switch (phase) {
            case CONNECT, FIRST_BYTE, ANSWER -> Fault.NO_RESPONSE;
            case FIRST_TOKEN -> Fault.SLOW_FIRST_TOKEN;
            case BETWEEN_TOKENS -> Fault.STALLED_STREAM;
            case TOTAL -> Own.OUT_OF_TIME;
        };
    }

    private static Diagnosis of(ApiError error, @Nullable Duration wait) {
        String code = error.code() == null ? "" : error.code();
        long said = CODES.in(code) | MESSAGES.in(error.message());
        for (int i = 0; i < ROWS.size(); i++) {
            Row row = ROWS.get(i);
            Diagnosis read = row.fits(error.kind(), (said >>> i & 1) == 1) ? row.reading.of(error, wait) : null;
            if (read != null) {
                return read;
            }
        }
        return Fault.UNKNOWN;
    }

    private static Diagnosis unsupported(ApiError error) {
        String name = error.param();
        if (name == null || !WHOLE_NAME.matcher(name).matches()) {
            name = first(QUOTED, error.message());
        }
        return new Diagnosis.UnsupportedParameter(name, first(INSTEAD, error.message()));
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
