package dev.penstock.core;

import java.time.Duration;
import java.util.List;

/** Why Penstock itself said no to a request, before or instead of asking a provider. A value, never an exception. */
public sealed interface Refusal {
    /** One sentence for the caller: the field, the value and what was expected. Never holds a secret. */
    String message();

    /** The body is not JSON. {@code offset} counts bytes from 0. */
    record MalformedJson(long offset, String expected) implements Refusal {
        @Override
        public String message() {
            return "The body is not valid JSON: at byte " + offset + " expected " + expected + ".";
        }
    }

    /** A field is missing, has an unusable value, or says what the route or the target's dialect cannot express. */
    record InvalidField(String field, String message) implements Refusal {}

    /** No key, or none that this node knows. */
    record Unauthenticated(String message) implements Refusal {}

    /** A known key that may not use this route. */
    record Forbidden(String message) implements Refusal {}

    /** No route of that name; {@code near} holds existing names that look alike. */
    record UnknownRoute(String route, List<String> near) implements Refusal {
        @Override
        public String message() {
            return "No route is named '" + route + "'."
                    + (near.isEmpty()
                            ? " GET /v1/models lists the routes."
                            : " Did you mean "
                                    + String.join(
                                            " or ",
                                            near.stream()
                                                    .map(n -> "'" + n + "'")
                                                    .toList()) + "?");
        }
    }

    /** No review of that id that this caller may see. */
    record UnknownReview(String id) implements Refusal {
        @Override
        public String message() {
            return "No review '" + id + "' was opened for a request with this API key.";
        }
    }

    /** The answer must be approved by a person, and nobody could be asked. */
    record NotReviewed(String why) implements Refusal {
        @Override
        public String message() {
            return "The answer calls tools, which a person must approve on this route. No review could be opened: "
                    + why + ".";
        }
    }

    /** The node that keeps a review does not answer; asking again after {@code retryAfter} may work. */
    record ReviewAway(String node, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "The node that keeps this review, " + node + ", does not answer.";
        }
    }

    /** No request with that trace, or with that answer, that this caller may say something of. */
    record UnknownTrace() implements Refusal {
        @Override
        public String message() {
            return "No request with this API key has that trace or answer, or its trace is not kept any more.";
        }
    }

    /** Feedback could not be stored; sending it again after {@code retryAfter} may work. */
    record FeedbackNotStored(String why, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "The feedback was not stored: " + why + (why.endsWith(".") ? "" : ".");
        }
    }

    /** No endpoint at this method and path. */
    record UnknownEndpoint(String method, String path) implements Refusal {
        @Override
        public String message() {
            return "No endpoint answers " + method + " " + path
                    + ". There are POST /v1/chat/completions, POST /v1/embeddings, POST /v1/messages, POST"
                    + " /v1/feedback, GET /v1/models, GET /v1/models/{id} and GET /v1/reviews/{id}.";
        }
    }

    /** An endpoint that is called by another method. */
    record WrongMethod(String method, String path) implements Refusal {
        @Override
        public String message() {
            return path + " answers POST, not " + method + ".";
        }
    }

    /** It is not HTTP as this node reads it. */
    record MalformedHttp(String what) implements Refusal {
        @Override
        public String message() {
            return "The request is not valid HTTP: " + what + ".";
        }
    }

    /** The first line or the headers are larger than this node reads. */
    record HeadersTooLarge(int limitBytes) implements Refusal {
        @Override
        public String message() {
            return "The request's headers are larger than the limit of " + limitBytes + " bytes (limits.header_bytes).";
        }
    }

    /** The body is larger than this node reads. */
    record BodyTooLarge(long limitBytes) implements Refusal {
        @Override
        public String message() {
            return "The body is larger than the limit of " + limitBytes + " bytes.";
        }
    }

    /** The body did not arrive in time. */
    record BodyTooSlow(Duration limit) implements Refusal {
        @Override
        public String message() {
            return "The body did not arrive within " + limit.toMillis() + " ms.";
        }
    }

    /** The content type is not JSON. */
    record WrongContentType(String contentType) implements Refusal {
        @Override
        public String message() {
            return contentType.isEmpty()
                    ? "No content type was sent, expected application/json."
                    : "The content type is '" + contentType + "', expected application/json.";
        }
    }

    /** The body is compressed, or coded in another way. */
    record WrongContentEncoding(String encoding) implements Refusal {
        @Override
        public String message() {
            return "The header content-encoding is '" + encoding
                    + "', expected none: send the body as it is, without compression.";
        }
    }

    /**
     * A limit that the operator set for this key or route is reached; asking again after {@code retryAfter} may work.
     */
    record TooManyRequests(String limit, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "Too many requests: " + limit + " is reached.";
        }
    }

    /** The node as a whole has no room; asking again after {@code retryAfter} may work. */
    record Overloaded(String limit, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "This node is at its limit: " + limit + " is reached.";
        }
    }

    /** Each target of the route has asked for time, and it is not over before {@code retryAfter}. */
    record Resting(String route, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "Every target of route '" + route + "' is at its limit: the first may be asked again in "
                    + retryAfter.toMillis() + " ms.";
        }
    }

    /** Each target of the route fails and is left alone; the first is probed after {@code retryAfter}. */
    record Failing(String route, Duration retryAfter) implements Refusal {
        @Override
        public String message() {
            return "Every target of route '" + route + "' is failing: the first is tried again in "
                    + retryAfter.toMillis() + " ms.";
        }
    }

    /** The node is stopping and takes nothing new. */
    record Stopping() implements Refusal {
        @Override
        public String message() {
            return "This node is stopping.";
        }
    }

    /**
     * Operators stopped what would have served it. Asking again does not help.
     *
     * @param what what is stopped, as {@code scope 'key'}
     * @param publicReason what callers may be told
     */
    record Killed(String what, String publicReason) implements Refusal {
        @Override
        public String message() {
            return publicReason;
        }
    }

    /** Nothing of the route can serve; {@code why} says what there is instead. */
    record NothingServes(String route, String why) implements Refusal {
        @Override
        public String message() {
            return "Nothing serves route '" + route + "': " + why + ".";
        }
    }
}
