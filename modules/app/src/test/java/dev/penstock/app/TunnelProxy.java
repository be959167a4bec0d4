package dev.penstock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that opens tunnels to the places that it knows, and refuses all others. */
final class TunnelProxy {
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> places;
    private final NetClient client;
    private final NetServer server;

    /** @param places the local port where each place is to be found that is asked for as {@code host:port} */
    TunnelProxy(Vertx vertx, Map<String, Integer> places) {
        this.places = places;
        client = vertx.createNetClient();
        server = TestNode.await(
                vertx.createNetServer().connectHandler(this::connected).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** What it was asked, with all headers. */
    List<String> heads() {
        return heads;
    }

    private void connected(NetSocket caller) {
        Buffer received = Buffer.buffer();
        caller.handler(piece -> {
            String head = received.appendBuffer(piece).toString(ISO_8859_1);
            if (head.endsWith("\r\n\r\n")) {
                heads.add(head);
                answer(caller, head.split(" ", 3));
            }
        });
    }

    private void answer(NetSocket caller, String[] head) {
        Integer port = head[0].equals("CONNECT") ? places.get(head[1]) : null;
        if (port == null) {
            caller.end(Buffer.buffer("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"));
            return;
        }
        caller.pause();
        client.connect(port, "127.0.0.1").onSuccess(place -> {
            caller.write("HTTP/1.1 200 Connection established\r\n\r\n");
            caller.pipeTo(place);
            place.pipeTo(caller);
        });
    }
}
