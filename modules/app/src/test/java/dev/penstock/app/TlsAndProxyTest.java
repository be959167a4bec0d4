package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Provider;
import dev.penstock.sim.SimAnswer;
import dev.penstock.sim.SimConfig;
import dev.penstock.sim.SimServer;
import dev.penstock.testkit.StreamEnd;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers behind TLS with a CA of their own, and behind a proxy that alone knows where they are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsAndProxyTest {
    private static final String MODEL = "sim-small";

    private final Vertx vertx = Vertx.vertx();
    private final SimServer sim = TestNode.await(SimServer.start(vertx, SimConfig.usual()));
    private final Setup setup = Setup.empty();
    private final TestCertificates certificates;
    private final TunnelProxy proxy;
    private final TestNode node;

    TlsAndProxyTest(@TempDir Path folder) {
        certificates = new TestCertificates(folder);
        int local = tlsFront("localhost");
        int far = tlsFront("far.test");
        proxy = new TunnelProxy(vertx, Map.of("far.test:443", far, "other.test:443", far, "far.test:80", sim.port()));
        routeTo("tls", "https://localhost:" + local, certificates.ca(), false);
        routeTo("untrusted", "https://localhost:" + local, null, false);
        routeTo("misnamed", "https://localhost:" + far, certificates.ca(), false);
        routeTo("proxied", "https://far.test", certificates.ca(), true);
        routeTo("proxied-plain", "http://far.test", null, true);
        routeTo("proxied-untrusted", "https://far.test", null, true);
        routeTo("proxied-misnamed", "https://other.test", certificates.ca(), true);
        routeTo("proxy-refuses", "https://unknown.test", certificates.ca(), true);
        node = TestNode.start(setup);
    }

    @BeforeEach
    void forget() {
        sim.reset();
        proxy.heads().clear();
    }

    @AfterAll
    void close() {
        node.close();
        TestNode.await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(Caller.class)
    void aProviderWhoseCaIsConfiguredAnswersOverTls(Caller caller) {
        assertAnswers(caller, "tls");
        assertThat(proxy.heads()).isEmpty();
    }

    @Test
    void aProxyOpensOneTunnelForManyCallsAndResolvesTheProvidersName() {
        assertAnswers(Caller.OPENAI, "proxied");
        assertAnswers(Caller.ANTHROPIC, "proxied");
        assertThat(proxy.heads()).hasSize(1);
        assertThat(proxy.heads().getFirst())
                .startsWith("CONNECT far.test:443 HTTP/1.1\r\n")
                .doesNotContainIgnoringCase("authorization");
    }

    @Test
    void aProviderWithoutTlsIsCalledThroughATunnelToo() {
        assertAnswers(Caller.OPENAI, "proxied-plain");
        assertThat(proxy.heads()).hasSize(1);
        assertThat(proxy.heads().getFirst())
                .startsWith("CONNECT far.test:80 HTTP/1.1\r\n")
                .doesNotContainIgnoringCase("authorization");
    }

    @ParameterizedTest
    @CsvSource({
        "untrusted, unable to find valid certification path",
        "misnamed, No subject alternative DNS name matching localhost found",
        "proxied-untrusted, unable to find valid certification path",
        "proxied-misnamed, No subject alternative DNS name matching other.test found",
        "proxy-refuses, 403 Forbidden"
    })
    void whatIsWrongWithAConnectionIsToldToTheOperatorAlone(String route, String cause) {
        HttpResponse<String> answer = node.post(Caller.OPENAI.path(), Caller.OPENAI.hello(route, true));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(TestNode.json(answer.body()).path("error").path("message").asText())
                .isEqualTo("No connection to the provider.");
        var trace = node.trace(answer.headers().firstValue("x-penstock-trace").orElseThrow());
        var failure = trace.path("attempts").path(0).path("failure");
        assertThat(failure.path("kind").asText()).isEqualTo("not_connected");
        assertThat(failure.path("message").asText()).contains(cause);
        assertThat(trace.toString()).doesNotContain(TestNode.OPENAI_CREDENTIAL);
        assertThat(sim.log()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAcceptsAConnectionAndSaysNothingIsLeftWhenTheTimeToConnectIsOver(boolean proxied) {
        Set<NetSocket> open = ConcurrentHashMap.newKeySet();
        int mute = TestNode.await(vertx.createNetServer()
                        .connectHandler(caller -> {
                            open.add(caller);
                            caller.closeHandler(_ -> open.remove(caller));
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        Deadlines hasty =
                new Deadlines(Duration.ofMillis(300), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        try (TestNode waiting = TestNode.start(Setup.empty()
                .provider(provider("mute", "https://localhost:" + mute, null, proxied ? mute : null))
                .route("mute", route -> route.deadlines(hasty), "mute/" + MODEL))) {
            HttpResponse<String> answer = waiting.post(Caller.OPENAI.path(), Caller.OPENAI.hello("mute", true));
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).contains("timeout_connect");
            Eventually.within(Duration.ofSeconds(3), "no connection is left", open::isEmpty);
        }
    }

    private void assertAnswers(Caller caller, String route) {
        sim.reset();
        String said = SimAnswer.of(MODEL, "Hello");
        HttpResponse<String> whole = node.post(caller.path(), caller.hello(route, false));
        assertThat(caller.wholeText(whole.body().getBytes(UTF_8))).isEqualTo(said);
        HttpResponse<String> stream = node.post(caller.path(), caller.hello(route, true));
        assertThat(caller.check(stream.body().getBytes(UTF_8))).isEqualTo(StreamEnd.COMPLETE);
        assertThat(caller.text(stream.body().getBytes(UTF_8))).isEqualTo(said);
        assertThat(sim.log())
                .extracting(attempt -> attempt.headers().get("authorization"))
                .containsExactly("...0001", "...0001");
    }

    /** The simulator behind TLS, as a server of this name. */
    private int tlsFront(String name) {
        return TlsFront.before(vertx, sim.port(), certificates.server(name));
    }

    private void routeTo(String name, String server, @Nullable String ca, boolean proxied) {
        setup.provider(provider(name, server, ca, proxied ? proxy.port() : null))
                .route(name, name + "/" + MODEL);
    }

    private static Provider provider(String name, String server, @Nullable String ca, @Nullable Integer proxyPort) {
        return new Provider(
                name,
                Dialect.OPENAI,
                URI.create(server + "/v1"),
                null,
                proxyPort == null ? null : URI.create("http://127.0.0.1:" + proxyPort),
                ca,
                Provider.DEFAULT_CONNECTIONS,
                Provider.DEFAULT_QUEUE,
                Provider.DEFAULT_MAX_TOKENS_FIELD,
                true);
    }
}
