package dev.penstock.app;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;

/** TLS before a server of this machine that has none. */
final class TlsFront {
    private TlsFront() {}

    /** The port where it listens until Vert.x is closed; {@code key} is the server's. */
    static int before(Vertx vertx, int port, PfxOptions key) {
        NetClient client = vertx.createNetClient();
        return TestNode.await(vertx.createNetServer(
                                new NetServerOptions().setSsl(true).setKeyCertOptions(key))
                        .connectHandler(caller -> {
                            caller.pause();
                            client.connect(port, "127.0.0.1").onSuccess(server -> {
                                caller.pipeTo(server);
                                server.pipeTo(caller);
                            });
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }
}
