package dev.penstock.testkit.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that are free on all addresses of a test's cluster. */
final class Ports {
    /** Below those that systems give to outgoing connections: a node that is down finds its ports free again. */
    private static final int FROM = 20_000;

    private static final int TO = 30_000;
    private static final int TRIES = 100;

    private Ports() {}

    /** The first of so many in a row. */
    static int free(int count, int addresses) {
        for (int i = 0; i < TRIES; i++) {
            int first = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (areFree(first, count, addresses)) {
                return first;
            }
        }
        throw new AssertionError("no " + count + " free ports in a row on 127.0.0.1 to 127.0.0." + addresses);
    }

    private static boolean areFree(int first, int count, int addresses) {
        for (int address = 1; address <= addresses; address++) {
            for (int port = first; port < first + count; port++) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress("127.0.0." + address, port));
                } catch (IOException taken) {
                    return false;
                }
            }
        }
        return true;
    }
}
