package dev.penstock.gateway;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** What lies below a connection. */
final class Channels {
    private Channels() {}

    /** A client's connection is a wrapper, and only its setters give what it wraps. */
    static Channel of(HttpConnection connection) {
        HttpConnection wrapped =
                connection instanceof ConnectionBase ? connection : connection.exceptionHandler(_ -> {});
        return ((ConnectionBase) wrapped).channel();
    }

    /**
     * Closes a connection whose other side does not read. Vert.x closes behind what is still to be written, also after
     * a time-out; only the channel itself closes at once.
     */
    static void closeAtOnce(Channel channel) {
        if (channel.isOpen()) {
            var _ = channel.pipeline().firstContext().close();
        }
    }
}
