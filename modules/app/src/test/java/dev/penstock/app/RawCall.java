package dev.penstock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;

/** One HTTP call over a bare socket: what came, byte for byte, and how the connection ended. */
final class RawCall implements AutoCloseable {
    /** How a connection ended, from this side. */
    enum End {
        CLOSED,
        RESET,
        /** It did not; nothing came for a while. */
        OPEN
    }

    private final Socket socket;
    private byte[] received = new byte[8_192];
    private int length;
    private String head = "";
    private End end = End.OPEN;

    private RawCall(Socket socket) {
        this.socket = socket;
    }

    /** Posts JSON as a caller with the tests' key, and reads nothing yet. */
    static RawCall post(TestNode node, String path, String json) {
        RawCall call = connect(node.node().dataPort());
        call.send(head(path, "content-length: " + json.getBytes(UTF_8).length) + json);
        return call;
    }

    static RawCall connect(int port) {
        try {
            return new RawCall(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection whose receive buffer is small, so that the sender soon feels that nobody reads. */
    static RawCall connectNarrow(int port, int bytes) {
        try {
            Socket narrow = new Socket();
            narrow.setReceiveBufferSize(bytes);
            narrow.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new RawCall(narrow);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a post, with the tests' key where both dialects look for it. */
    static String head(String path, String... more) {
        return "POST " + path + " HTTP/1.1\r\nhost: node\r\nauthorization: Bearer " + TestNode.KEY
                + "\r\nanthropic-version: 2023-06-01\r\ncontent-type: application/json\r\n" + String.join("\r\n", more)
                + "\r\n\r\n";
    }

    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side lets in all of a text; if not it was closed, and what it said is still to be read. */
    boolean takes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        try {
            for (int at = 0; at < bytes.length; at += 8_192) {
                socket.getOutputStream().write(bytes, at, Math.min(8_192, bytes.length - at));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the other side has closed, found out without reading: by its kernel, which resets what is sent then. */
    boolean isClosedThere() {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads until the connection ends, the answer is whole, or nothing came for a while. */
    RawCall readAll(int silenceMs) {
        while (!whole() && read(silenceMs)) {}
        return this;
    }

    /** Reads until what came contains a text; fails if it does not come. */
    RawCall readUntil(String text) {
        while (!latin().contains(text)) {
            if (!read(10_000)) {
                throw new AssertionError("'" + text + "' did not come, but " + latin());
            }
        }
        return this;
    }

    private boolean read(int silenceMs) {
        if (received.length - length < 65_536) {
            received = Arrays.copyOf(received, 2 * received.length + 65_536);
        }
        try {
            socket.setSoTimeout(silenceMs);
            int read = socket.getInputStream().read(received, length, received.length - length);
            if (read < 0) {
                end = End.CLOSED;
                return false;
            }
            length += read;
            if (head.isEmpty()) {
                int headEnd = latin().indexOf("\r\n\r\n");
                head = headEnd < 0 ? "" : latin().substring(0, headEnd);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            end = End.RESET;
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the connection ended, if it did within a while of reading. */
    End end(int silenceMs) {
        while (end == End.OPEN && read(silenceMs)) {}
        return end;
    }

    int status() {
        String all = latin();
        return all.length() < 12 ? 0 : Integer.parseInt(all.substring(9, 12));
    }

    String header(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** Whether the answer came to its stated end: by its length, or by the terminating chunk. */
    boolean whole() {
        if (head.isEmpty()) {
            return false;
        }
        if (!chunked()) {
            return length - head.length() - 4 >= announced();
        }
        String tail = new String(received, Math.max(0, length - 7), Math.min(7, length), ISO_8859_1);
        return tail.equals("\r\n0\r\n\r\n");
    }

    /** The body without its framing. */
    byte[] body() {
        if (!chunked()) {
            return rest().getBytes(ISO_8859_1);
        }
        StringBuilder body = new StringBuilder();
        String rest = rest();
        int at = 0;
        for (int line = rest.indexOf("\r\n", at); line > 0; line = rest.indexOf("\r\n", at)) {
            int length = Integer.parseInt(rest.substring(at, line), 16);
            body.append(rest, line + 2, Math.min(rest.length(), line + 2 + length));
            at = line + 2 + length + 2;
            if (at >= rest.length()) {
                break;
            }
        }
        return body.toString().getBytes(ISO_8859_1);
    }

    String text() {
        return new String(body(), UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean chunked() {
        return header("transfer-encoding").equals("chunked");
    }

    private int announced() {
        String announced = header("content-length");
        return announced.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(announced);
    }

    private String rest() {
        return head.isEmpty() ? "" : latin().substring(head.length() + 4);
    }

    private String latin() {
        return new String(received, 0, length, ISO_8859_1);
    }
}
