package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** The node's own log at its lowest level, as {@code PENSTOCK_LOG_LEVEL=TRACE} makes it. */
@Isolated("it sets the log of the whole process")
class TraceLogTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void asANodeHasIt() throws JoranException {
        configure("/logback.xml");
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(root.getLevel()).isEqualTo(Level.TRACE);
        root.detachAndStopAllAppenders();
        logged.setContext(context);
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void asTestsHaveIt() throws JoranException {
        configure("/logback-test.xml");
    }

    @Test
    void secretsAreNotInIt() {
        String secret;
        try (TestNode node = TestNode.start(Setup.bothDialects())) {
            String url = node.adminPost(
                            "/triggers",
                            "{\"name\":\"alert\",\"action\":{\"kill\":{\"scope\":\"tool\",\"key\":\"open_gate\"}}}")
                    .path("url")
                    .asText();
            secret = url.substring(url.lastIndexOf('/') + 1);
            assertThat(secret).hasSizeGreaterThan(40);
            for (String path : List.of(url, url + "/", url.replace("/fire/", "/fire//"))) {
                node.send(HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + node.node().adminPort() + path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
            }
            assertThat(node.admin("/admin/v1/kills").body()).contains("open_gate");
            for (Caller caller : Caller.values()) {
                assertThat(node.post(caller.path(), caller.hello("openai", false))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        String log = List.copyOf(logged.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .collect(Collectors.joining("\n"));
        assertThat(log)
                .contains("open_gate")
                .doesNotContain(secret)
                .doesNotContain(TestNode.KEY)
                .doesNotContain(TestNode.TOKEN);
    }

    /** From that file, with the level that a node would take from its environment. */
    private void configure(String file) throws JoranException {
        context.reset();
        context.putProperty("PENSTOCK_LOG_LEVEL", "TRACE");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(Objects.requireNonNull(TraceLogTest.class.getResource(file)));
    }
}
