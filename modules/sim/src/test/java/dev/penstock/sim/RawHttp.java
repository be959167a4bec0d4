package dev.penstock.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What came over a socket, byte for byte, and how the socket ended.
 *
 * @param latin head and body as they came, one character for each byte
 * @param end {@code closed}, {@code reset} or {@code open} if nothing more came for a while
 */
record RawHttp(String latin, String end) {
    static RawHttp post(int port, String path, String body, int silenceMs) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(silenceMs);
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            String key = path.equals("/v1/messages")
                    ? "x-api-key: k-12345678\r\nanthropic-version: 2023-06-01\r\n"
                    : "authorization: Bearer k-12345678\r\n";
            String head = "POST " + path + " HTTP/1.1\r\nhost: sim\r\n" + key + "connection: close\r\ncontent-length: "
                    + content.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(content);
            return read(socket.getInputStream());
        } catch (IOException e) {
            throw new AssertionError("no connection", e);
        }
    }

    private static RawHttp read(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        var part = new byte[8192];
        try {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                all.write(part, 0, read);
            }
            return new RawHttp(all.toString(StandardCharsets.ISO_8859_1), "closed");
        } catch (SocketTimeoutException e) {
            return new RawHttp(all.toString(StandardCharsets.ISO_8859_1), "open");
        } catch (SocketException e) {
            return new RawHttp(all.toString(StandardCharsets.ISO_8859_1), "reset");
        }
    }

    int status() {
        return latin.isEmpty() ? 0 : Integer.parseInt(latin.substring(9, 12));
    }

    String header(String name) {
        return head().lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    /** Whether the body came to its stated end: by its length, or by the terminating chunk. */
    boolean whole() {
        return header("content-length").isEmpty()
                ? latin.endsWith("\r\n0\r\n\r\n")
                : rest().length() == Integer.parseInt(header("content-length"));
    }

    /** The body without chunk framing, as bytes. */
    byte[] bodyBytes() {
        if (!header("transfer-encoding").equals("chunked")) {
            return rest().getBytes(StandardCharsets.ISO_8859_1);
        }
        var body = new StringBuilder();
        String rest = rest();
        int at = 0;
        while (rest.indexOf("\r\n", at) > 0) {
            int line = rest.indexOf("\r\n", at);
            int length = Integer.parseInt(rest.substring(at, line), 16);
            body.append(rest, line + 2, Math.min(rest.length(), line + 2 + length));
            at = line + 2 + length + 2;
        }
        return body.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    String body() {
        return new String(bodyBytes(), StandardCharsets.UTF_8);
    }

    private String head() {
        int end = latin.indexOf("\r\n\r\n");
        return end < 0 ? "" : latin.substring(0, end);
    }

    private String rest() {
        int end = latin.indexOf("\r\n\r\n");
        return end < 0 ? "" : latin.substring(end + 4);
    }
}
