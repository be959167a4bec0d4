package dev.penstock.control;

import static dev.penstock.control.Operator.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState.ActiveKill;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** URLs that stop something for whoever has them. */
class TriggersTest {
    private static final String WHO = "'reason':'refusals above 5 %','actor':'ann'";
    private static final String KILL = "{'kill':{'scope':'route','key':'support'}}";
    private static final String FIRE = "/admin/v1/fire/" + Operator.SECRET;
    private static final String ROUTE = "/admin/v1/routes/support";

    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void theSecretIsToldOnceAndOnlyItsHashIsKept() {
        Answer added = add(KILL);

        assertThat(added.status()).isEqualTo(201);
        assertThat(added.body().path("url").asText()).isEqualTo(FIRE);
        assertThat(operator.control.state().triggers().values())
                .singleElement()
                .satisfies(active -> assertThat(active.trigger().hash()).isEqualTo(Sha256.hex(Operator.SECRET)));
        assertThat(operator.get("/admin/v1/triggers")
                        .body()
                        .at("/triggers/0/name")
                        .asText())
                .isEqualTo("alert");
        assertThat(operator.get("/admin/v1/triggers").body().at("/triggers/0/action"))
                .isEqualTo(added.body().path("action"));
        assertThat(operator.get("/admin/v1/triggers").toString() + operator.get("/admin/v1/audit"))
                .doesNotContain(Operator.SECRET)
                .doesNotContain(Sha256.hex(Operator.SECRET));
    }

    @Test
    void anAddingThatIsSentAgainDoesNotTellTheSecretAgain() {
        String body = json("{" + WHO + ",'name':'alert','action':" + KILL + "}");
        operator.send("POST", "/admin/v1/triggers", body, "idempotency-key", "k");
        Answer again = operator.send("POST", "/admin/v1/triggers", body, "idempotency-key", "k");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.toString()).doesNotContain(Operator.SECRET);
    }

    @Test
    void whoeverHasTheUrlCarriesTheActionOut() {
        add("{'kill':{'scope':'route','key':'support','inflight':'cut','public_reason':'Soon','in':'30m'}}");
        Answer fired = fire(json("{'note':'7 % since\\n12:04','status':'firing'}"));

        assertThat(fired.status()).isEqualTo(200);
        assertThat(fired.body().path("trigger").asText()).isEqualTo("alert");
        assertThat(fired.body().path("journaled").asInt()).isEqualTo(3);
        ActiveKill kill = onlyKill();
        assertThat(kill.kill().expires()).isEqualTo(Operator.NOW.plusSeconds(1_800));
        assertThat(kill.kill().publicReason()).isEqualTo("Soon");
        assertThat(kill.record().author())
                .isEqualTo(new Author(
                        "trigger:alert", "refusals above 5 %; note: 7 % since 12:04", "trigger:alert", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "firing", "[1]", "{'note':7}", "{'note':' '}", "{'other':'x'}"})
    void whatIsNoNoteIsPassedOver(String body) {
        add(KILL);

        assertThat(fire(json(body)).status()).isEqualTo(200);
        assertThat(onlyKill().record().author().reason()).isEqualTo("refusals above 5 %");
    }

    @Test
    void aLongNoteIsCut() {
        add(KILL);
        fire(json("{'note':'" + "n".repeat(2_000) + "'}"));

        assertThat(onlyKill().record().author().reason()).isEqualTo("refusals above 5 %; note: " + "n".repeat(256));
    }

    @Test
    void aBodyOfAnyLengthStopsAllTheSame() {
        add(KILL);

        assertThat(fire("x".repeat(2 * Bodies.MOST)).status()).isEqualTo(200);
        assertThat(onlyKill().record().author().reason()).isEqualTo("refusals above 5 %");
    }

    @Test
    void aStopDoesNotWaitForTheEndOfALongBodyAndNobodyElseIsRead() throws IOException {
        add(KILL);
        String head = " HTTP/1.1\r\nhost: n\r\ncontent-length: 1000000\r\n\r\n";

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), operator.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST " + FIRE + head + "x".repeat(Bodies.MOST_BEGIN)).getBytes(UTF_8));
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), operator.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST " + FIRE.replace('0', '1') + head).getBytes(UTF_8));
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void whoAsksBeforeItSendsItsBodyIsToldToSendItAtOnce() throws IOException {
        add(KILL);

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), operator.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + FIRE
                                    + " HTTP/1.1\r\nhost: n\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(statusLine(socket)).isEqualTo("HTTP/1.1 100 Continue");
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForAndStopsAllTheSame() throws IOException {
        try (Operator impatient = new Operator(Duration.ofMillis(500))) {
            impatient.post("/admin/v1/triggers", json("{" + WHO + ",'name':'alert','action':" + KILL + "}"));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(("POST " + FIRE + " HTTP/1.1\r\nhost: n\r\ncontent-length: 9\r\n\r\n{").getBytes(UTF_8));
                assertThat(socket.getInputStream().read()).as("it is closed").isEqualTo(-1);
            }
            Instant limit = Instant.now().plusSeconds(20);
            while (impatient.control.state().kills().isEmpty()) {
                assertThat(Instant.now()).isBefore(limit);
                Thread.onSpinWait();
            }
        }
    }

    private static String statusLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }

    @Test
    void whatIsStoppedAlreadyIsNotStoppedAgain() {
        add(KILL);
        fire(null);
        Answer again = fire(null);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("unchanged").asBoolean()).isTrue();
        assertThat(operator.control.state().kills()).hasSize(1);
    }

    @Test
    void aKillWhoseTimeIsHalfOverIsRenewed() {
        add("{'kill':{'scope':'route','key':'support','in':'30m'}}");
        fire(null);
        operator.now.set(Operator.NOW.plus(Duration.ofMinutes(14)));
        assertThat(fire(null).body().path("unchanged").asBoolean()).isTrue();
        operator.now.set(Operator.NOW.plus(Duration.ofMinutes(15)));
        assertThat(fire(null).body().path("unchanged").asBoolean()).isFalse();
        assertThat(operator.control.state().kills()).hasSize(2);
    }

    @Test
    void aRollbackTakesBackOneChangeHoweverOftenItFires() {
        publish("large", true);
        publish("small", true);
        add("{'withdraw':{'route':'support'}}");

        assertThat(fire(null).body().path("unchanged").asBoolean()).isFalse();
        assertThat(serves()).isEqualTo(2);
        assertThat(fire(null).body().path("unchanged").asBoolean()).isTrue();
        assertThat(serves()).isEqualTo(2);

        operator.post(ROUTE + "/activate", json("{" + WHO + ",'release':3,'lift_withdraws':true}"));
        assertThat(fire(null).body().path("unchanged").asBoolean()).isFalse();
        assertThat(serves()).isEqualTo(2);
        operator.put(ROUTE + "/canary", json("{" + WHO + ",'release':1,'share':5,'sticky':'user'}"));
        assertThat(fire(null).body().path("unchanged").asBoolean()).isFalse();
        assertThat(operator.get(ROUTE).body().path("canary").isNull()).isTrue();
        assertThat(serves()).isEqualTo(2);
    }

    @Test
    void whatSomebodyElseHasTakenBackIsNotFollowedByTheReleaseBefore() {
        publish("large", true);
        publish("small", true);
        add("{'withdraw':{'route':'support'}}");
        operator.post(ROUTE + "/rollback", json("{" + WHO + "}"));
        assertThat(serves()).isEqualTo(2);

        assertThat(fire(null).body().path("unchanged").asBoolean()).isTrue();
        assertThat(serves()).isEqualTo(2);
    }

    @Test
    void theWithdrawOfWhatDoesNotServeIsNoRollback() {
        publish("large", true);
        publish("small", true);
        add("{'withdraw':{'route':'support'}}");
        operator.post(ROUTE + "/rollback", json("{" + WHO + ",'release':1}"));

        assertThat(fire(null).body().path("unchanged").asBoolean()).isFalse();
        assertThat(serves()).isEqualTo(2);
    }

    @Test
    void whereThereIsNothingToGoBackToIsTold() {
        add("{'withdraw':{'route':'support'}}");
        Answer fired = fire(null);

        assertThat(fired.status()).isEqualTo(409);
        assertThat(fired.detail()).isEqualTo("Route 'support' has nothing to go back to.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void onlyAPostFires(String method) {
        add(KILL);
        Answer answer = operator.sendUndescribed(method, FIRE, null, "authorization", "none");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("allow")).containsExactly("POST");
        assertThat(answer.toString()).doesNotContain(Operator.SECRET);
        assertThat(operator.control.state().kills()).isEmpty();
    }

    @Test
    void aRevokedTriggerIsAsUnknownAsAnyOther() {
        add(KILL);
        Answer unknown = operator.send("POST", FIRE.replace('0', '1'), null, "authorization", "none");
        Answer gone = operator.delete("/admin/v1/triggers/alert?reason=r&actor=a");
        Answer revoked = fire(null);

        assertThat(gone.status()).isEqualTo(200);
        assertThat(revoked.status()).isEqualTo(404);
        assertThat(revoked.body()).isEqualTo(unknown.body());
        assertThat(operator.control.state().kills()).isEmpty();
        assertThat(operator.delete("/admin/v1/triggers/alert?reason=r&actor=a").status())
                .isEqualTo(404);
        assertThat(add(KILL).status()).isEqualTo(201);
    }

    @Test
    void aTriggerThatFiresTooOftenMustWait() {
        add(KILL);
        for (int i = 0; i < 10; i++) {
            operator.now.set(Operator.NOW.plusSeconds(i));
            assertThat(fire(null).status()).isEqualTo(200);
            lift();
        }
        Answer eleventh = fire(null);
        operator.now.set(Operator.NOW.plusSeconds(60));

        assertThat(eleventh.status()).isEqualTo(429);
        assertThat(eleventh.detail()).contains("'alert' fired 10 times");
        assertThat(fire(null).status()).isEqualTo(200);
        lift();
        assertThat(fire(null).status()).isEqualTo(429);
    }

    @Test
    void anAlertThatRepeatsItselfDoesNotUseUpTheNextStop() {
        add(KILL);
        for (int i = 0; i < 20; i++) {
            assertThat(fire(null).status()).isEqualTo(200);
        }
        lift();

        assertThat(fire(null).status()).isEqualTo(200);
        assertThat(operator.control.state().kills()).hasSize(1);
    }

    @Test
    void theSecretIsInNoLogAndNoAnswer() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        logged.start();
        root.setLevel(Level.DEBUG);
        root.addAppender(logged);
        try {
            add("{'kill':{'scope':'route','key':'support','in':'30m'}}");
            fire(null);
            // No time is after it: a fault.
            operator.now.set(Instant.MAX);
            Answer fault = fire(null);
            assertThat(fault.status()).isEqualTo(500);
            List<Answer> answers = List.of(
                    fault,
                    operator.get(FIRE + "/"),
                    operator.get(FIRE.replace("/fire/", "/fire//")),
                    operator.get(FIRE.replace("/fire/", "/%66ire/")),
                    operator.get(FIRE.replace("/fire/", "/Fire/")),
                    operator.get(FIRE.replace("/admin/", "/admin//")),
                    operator.send("POST", FIRE, "x".repeat(Bodies.MOST + 1), "authorization", "none"));
            assertThat(answers).extracting(Answer::status).containsExactly(500, 404, 405, 405, 404, 405, 500);
            assertThat(answers.toString()).doesNotContain(Operator.SECRET);
        } finally {
            root.detachAppender(logged);
            root.setLevel(level);
        }
        String log = List.copyOf(logged.list).stream()
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .collect(Collectors.joining("\n"));
        assertThat(log).contains("POST /admin/v1/fire/...").doesNotContain(Operator.SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'action':{'kill':{'scope':'route','key':'a'}}                     | name
        'name':'a b','action':{'withdraw':{'route':'support'}}            | name
        'name':'a'                                                        | action
        'name':'a','action':'kill'                                        | action
        'name':'a','action':{}                                            | action
        'name':'a','action':{'kill':{},'withdraw':{}}                     | action
        'name':'a','action':{'kill':{'scope':'rout','key':'a'}}           | action.kill.scope
        'name':'a','action':{'kill':{'scope':'route'}}                    | action.kill.key
        'name':'a','action':{'kill':{'scope':'global','key':'a'}}         | action.kill.key
        'name':'a','action':{'kill':{'scope':'key','key':'a','in':'1'}}   | action.kill.in
        'name':'a','action':{'kill':{'scope':'key','key':'a','in':'0s'}}  | action.kill.in
        'name':'a','action':{'kill':{'scope':'key','key':'a','inflight':'x'}} | action.kill.inflight
        'name':'a','action':{'kill':{'scope':'key','key':'a','for':'1m'}} | action.kill.for
        'name':'a','action':{'withdraw':{}}                               | action.withdraw.route
        """)
    void whatIsWrongIsToldByItsField(String fields, String field) {
        Answer answer = operator.post("/admin/v1/triggers", json("{" + WHO + "," + fields + "}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors")).hasSize(1);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo(field);
        assertThat(operator.control.submitted()).isEmpty();
    }

    @Test
    void aRollbackOfARouteThatIsNotThereIsRefused() {
        Answer answer = add("{'withdraw':{'route':'suport'}}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.detail()).contains("near it: support");
    }

    @Test
    void aNameIsGivenOnce() {
        add(KILL);
        Answer again = add(KILL);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).contains("There is a trigger 'alert' already");
    }

    @Test
    void onlyAnAdminMakesAndEndsTriggers() {
        String bearer = "Bearer " + Operator.token(Role.OPERATOR);

        assertThat(operator.send("POST", "/admin/v1/triggers", "{}", "authorization", bearer)
                        .status())
                .isEqualTo(403);
        assertThat(operator.send("DELETE", "/admin/v1/triggers/a", null, "authorization", bearer)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aKillIsInEffectOnThisNodeThoughNoOtherHasItOnDisk() {
        add(KILL);
        operator.control.loseDisks();

        assertThat(fire(null).status()).isEqualTo(504);
        assertThat(fire(null).status()).as("fired again").isEqualTo(504);
        assertThat(operator.control.submitted().getLast()).isInstanceOf(Command.Kill.class);
        operator.control.findDisks();
        assertThat(fire(null).body().path("unchanged").asBoolean()).isTrue();
    }

    private Answer add(String action) {
        return operator.post("/admin/v1/triggers", json("{" + WHO + ",'name':'alert','action':" + action + "}"));
    }

    /** Without a token. */
    private Answer fire(@Nullable String body) {
        return operator.send("POST", FIRE, body, "authorization", "none");
    }

    private void lift() {
        assertThat(operator.delete("/admin/v1/kills/route/support?reason=r&actor=a")
                        .status())
                .isEqualTo(200);
    }

    private void publish(String target, boolean activate) {
        assertThat(operator.post(
                                ROUTE + "/releases",
                                json("{" + WHO + ",'activate':" + activate + ",'release':{'purpose':'A','targets':['"
                                        + target + "']}}"))
                        .status())
                .isEqualTo(201);
    }

    private int serves() {
        return operator.get(ROUTE).body().at("/serves/number").asInt();
    }

    private ActiveKill onlyKill() {
        assertThat(operator.control.state().kills()).hasSize(1);
        return operator.control.state().kills().values().iterator().next();
    }
}
