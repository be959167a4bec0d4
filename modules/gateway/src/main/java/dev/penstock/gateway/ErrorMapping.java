package dev.penstock.gateway;

import dev.penstock.core.ApiError;
import dev.penstock.core.ApiError.Kind;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Refusal;
import dev.penstock.healing.DiagnosisTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refusals and failures as errors that callers know. */
final class ErrorMapping {
    private ErrorMapping() {}

    /** Our own no. */
    static ApiError of(Refusal refusal) {
        String message = refusal.message();
        return switch (refusal) {
            case Refusal.MalformedJson _ -> new ApiError(Kind.INVALID_REQUEST, message, null, "malformed_json");
            case Refusal.InvalidField invalid ->
                new ApiError(Kind.INVALID_REQUEST, message, invalid.field(), "invalid_field");
            case Refusal.Unauthenticated _ -> new ApiError(Kind.AUTHENTICATION, message, null, "invalid_api_key");
            case Refusal.Forbidden _ -> new ApiError(Kind.PERMISSION, message, null, "route_not_allowed");
            case Refusal.UnknownRoute _ -> new ApiError(Kind.NOT_FOUND, message, "model", "model_not_found");
            case Refusal.UnknownReview _ -> new ApiError(Kind.NOT_FOUND, message, null, "review_not_found");
            case Refusal.NotReviewed _ -> new ApiError(Kind.BAD_GATEWAY, message, null, "not_reviewed");
            case Refusal.ReviewAway _ -> new ApiError(Kind.UNAVAILABLE, message, null, "review_node_away");
            case Refusal.UnknownTrace _ -> new ApiError(Kind.NOT_FOUND, message, null, "trace_not_found");
            case Refusal.FeedbackNotStored _ -> new ApiError(Kind.UNAVAILABLE, message, null, "feedback_not_stored");
            case Refusal.UnknownEndpoint _ -> new ApiError(Kind.NOT_FOUND, message, null, "unknown_endpoint");
            case Refusal.WrongMethod _ -> new ApiError(Kind.METHOD_NOT_ALLOWED, message, null, "method_not_allowed");
            case Refusal.MalformedHttp _ -> new ApiError(Kind.INVALID_REQUEST, message, null, "malformed_http");
            case Refusal.HeadersTooLarge _ -> new ApiError(Kind.HEADERS_TOO_LARGE, message, null, "headers_too_large");
            case Refusal.BodyTooLarge _ -> new ApiError(Kind.TOO_LARGE, message, null, "body_too_large");
            case Refusal.BodyTooSlow _ -> new ApiError(Kind.REQUEST_TIMEOUT, message, null, "body_too_slow");
            case Refusal.WrongContentType _ ->
                new ApiError(Kind.UNSUPPORTED_MEDIA_TYPE, message, null, "wrong_content_type");
            case Refusal.WrongContentEncoding _ ->
                new ApiError(Kind.UNSUPPORTED_MEDIA_TYPE, message, null, "wrong_content_encoding");
            case Refusal.TooManyRequests _ -> new ApiError(Kind.RATE_LIMIT, message, null, "too_many_requests");
            case Refusal.Resting _ -> new ApiError(Kind.RATE_LIMIT, message, null, "targets_at_their_limit");
            case Refusal.Overloaded _ -> new ApiError(Kind.UNAVAILABLE, message, null, "node_at_its_limit");
            case Refusal.Failing _ -> new ApiError(Kind.UNAVAILABLE, message, null, "targets_failing");
            case Refusal.Stopping _ -> new ApiError(Kind.UNAVAILABLE, message, null, "node_stopping");
            case Refusal.Killed _ -> new ApiError(Kind.UNAVAILABLE, message, null, "killed");
            case Refusal.NothingServes _ -> new ApiError(Kind.UNAVAILABLE, message, null, "nothing_serves");
        };
    }

    /** How long a caller who was refused should wait, where waiting helps. */
    static @Nullable Duration retryAfter(Refusal refusal) {
        return switch (refusal) {
            case Refusal.TooManyRequests many -> many.retryAfter();
            case Refusal.Overloaded overloaded -> overloaded.retryAfter();
            case Refusal.Resting resting -> resting.retryAfter();
            case Refusal.Failing failing -> failing.retryAfter();
            case Refusal.ReviewAway away -> away.retryAfter();
            case Refusal.FeedbackNotStored not -> not.retryAfter();
            case Refusal.Stopping _ -> Duration.ofSeconds(1);
            case Refusal.MalformedJson _,
                    Refusal.InvalidField _,
                    Refusal.Unauthenticated _,
                    Refusal.Forbidden _,
                    Refusal.UnknownRoute _,
                    Refusal.UnknownReview _,
                    Refusal.NotReviewed _,
                    Refusal.UnknownTrace _,
                    Refusal.UnknownEndpoint _,
                    Refusal.WrongMethod _,
                    Refusal.MalformedHttp _,
                    Refusal.HeadersTooLarge _,
                    Refusal.BodyTooLarge _,
                    Refusal.BodyTooSlow _,
                    Refusal.WrongContentType _,
                    Refusal.WrongContentEncoding _,
                    Refusal.Killed _,
                    Refusal.NothingServes _ -> null;
        };
    }

    /**
     * The last attempt's failure, in the caller's terms: what a provider holds against Penstock is no fault of the
     * caller.
     */
    static ApiError of(AttemptFailure failure) {
        String message = failure.message();
        String code = failure.word();
        return switch (failure) {
            case AttemptFailure.ErrorStatus error -> ofStatus(error);
            case AttemptFailure.Inexpressible inexpressible ->
                new ApiError(Kind.INVALID_REQUEST, message, inexpressible.field(), "inexpressible");
            case AttemptFailure.ErrorInStream error -> error.error();
            case AttemptFailure.TimedOut _ -> new ApiError(Kind.TIMEOUT, message, null, code);
            case AttemptFailure.NoConnectionFree _,
                    AttemptFailure.Stopped _,
                    AttemptFailure.Cancelled _,
                    AttemptFailure.Outrun _,
                    AttemptFailure.Killed _ -> new ApiError(Kind.UNAVAILABLE, message, null, code);
            case AttemptFailure.NoRoom _ -> new ApiError(Kind.UNAVAILABLE, message, null, "node_at_its_limit");
            // Names and addresses inside the operator's network are for the trace.
            case AttemptFailure.NotConnected _ ->
                new ApiError(Kind.BAD_GATEWAY, "No connection to the provider.", null, code);
            case AttemptFailure.ConnectionLost _ ->
                new ApiError(Kind.BAD_GATEWAY, "The provider's connection was lost.", null, code);
            case AttemptFailure.RefusedAnswer _, AttemptFailure.FilteredAnswer _ ->
                new ApiError(Kind.INVALID_REQUEST, message, null, code);
            case AttemptFailure.Malformed _,
                    AttemptFailure.CutStream _,
                    AttemptFailure.InvalidOutput _,
                    AttemptFailure.Departed _,
                    AttemptFailure.EmptyAnswer _,
                    AttemptFailure.AnswerTooLarge _,
                    AttemptFailure.KilledTool _ -> new ApiError(Kind.BAD_GATEWAY, message, null, code);
        };
    }

    private static ApiError ofStatus(AttemptFailure.ErrorStatus error) {
        if (isTheCallersFault(DiagnosisTable.of(error)) || error.status() == 429 || error.status() >= 500) {
            return error.error();
        }
        return switch (error.error().kind()) {
            case AUTHENTICATION, PERMISSION, BILLING ->
                new ApiError(
                        Kind.BAD_GATEWAY,
                        "The provider refused the gateway's own credentials.",
                        null,
                        "provider_credentials");
            case NOT_FOUND ->
                new ApiError(
                        Kind.BAD_GATEWAY, "The provider does not know the target's model.", null, "provider_not_found");
            default -> new ApiError(Kind.BAD_GATEWAY, error.message(), null, error.word());
        };
    }

    /** Whether a provider says that the request itself is what is wrong: its caller must know. */
    static boolean isTheCallersFault(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.Declined _, Diagnosis.UnsupportedParameter _, Diagnosis.OutputLimit _ -> true;
            case Diagnosis.Fault fault ->
                fault == Diagnosis.Fault.CONTEXT_TOO_LONG || fault == Diagnosis.Fault.REQUEST_TOO_LARGE;
            case Diagnosis.RateLimited _, Diagnosis.Overloaded _, Diagnosis.Own _ -> false;
        };
    }

    /** How long the provider asked to wait, if that is why the last attempt failed. */
    static @Nullable Duration retryAfter(AttemptFailure failure) {
        return switch (failure) {
            case AttemptFailure.ErrorStatus error -> error.retryAfter();
            case AttemptFailure.NoRoom room -> room.mayPass() ? Duration.ofSeconds(1) : null;
            case AttemptFailure.NoConnectionFree _, AttemptFailure.Stopped _ -> Duration.ofSeconds(1);
            default -> null;
        };
    }
}
