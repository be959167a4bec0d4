package dev.penstock.gateway;

import dev.penstock.core.AttemptFailure;
import javax.net.ssl.SSLHandshakeException;

/** What the HTTP client says of a connection that was not made or broke, as a failure. */
final class ConnectionFault {
    private ConnectionFault() {}

    static AttemptFailure notConnected(Throwable cause) {
        return new AttemptFailure.NotConnected(said(cause));
    }

    static AttemptFailure lost(Throwable cause) {
        return new AttemptFailure.ConnectionLost(said(cause));
    }

    private static String said(Throwable cause) {
        // Vert.x says of every handshake only that it failed; what is wrong with a certificate lies below.
        if (cause instanceof SSLHandshakeException && cause.getCause() != null) {
            return cause.getMessage() + ": " + said(root(cause));
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static Throwable root(Throwable cause) {
        return cause.getCause() == null ? cause : root(cause.getCause());
    }
}
