package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers who are refused while they are still sending. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedUploadTest {
    private final TestNode node = TestNode.start(Setup.bothDialects());

    @AfterAll
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "413, /v1/chat/completions, authorization, content-length: 20000000",
        "413, /v1/chat/completions, authorization, transfer-encoding: chunked",
        "401, /v1/messages, x-none, content-length: 20000000",
        "404, /v1/nothing, x-none, content-length: 20000000",
        "405, /v1/chat/completions, x-none, content-length: 20000000"
    })
    void aCallerWhoseUploadIsRefusedReadsTheAnswerInFull(int status, String path, String header, String framing) {
        String body = "a".repeat(20_000_000);
        boolean chunked = framing.startsWith("transfer");
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send((status == 405 ? "PUT " : "POST ") + path + " HTTP/1.1\r\nhost: node\r\n" + header + ": Bearer "
                    + TestNode.KEY + "\r\ncontent-type: application/json\r\n" + framing + "\r\n\r\n"
                    + (chunked ? Integer.toHexString(body.length()) + "\r\n" : ""));
            call.send(body + (chunked ? "\r\n0\r\n\r\n" : ""));
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(status);
            assertThat(call.whole()).isTrue();
            assertThat(call.body().length).isEqualTo(Integer.parseInt(call.header("content-length")));
            assertThat(call.text()).contains("\"message\"");
            assertThat(call.end(2_000)).isEqualTo(RawCall.End.CLOSED);
        }
    }

    @Test
    void aRefusedCallerWhoGoesOnForEverIsCutOff() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(RawCall.head("/v1/nothing", "content-length: 1000000000"));
            call.readAll(3_000);
            assertThat(call.status()).isEqualTo(404);
            String piece = "a".repeat(1_000_000);
            int sent = 0;
            while (sent < 200 && call.takes(piece)) {
                sent++;
            }
            assertThat(sent).isLessThan(100);
        }
    }

    @Test
    void aRefusedCallerWhoSendsNoMoreIsNotAwaited() {
        try (RawCall call = RawCall.connect(node.node().dataPort())) {
            call.send(RawCall.head("/v1/nothing", "content-length: 1000000000"));
            assertThat(call.end(1_000)).as("what the caller hears").isEqualTo(RawCall.End.CLOSED);
            assertThat(call.status()).isEqualTo(404);
            Eventually.that("the node has closed the connection", call::isClosedThere);
        }
    }
}
