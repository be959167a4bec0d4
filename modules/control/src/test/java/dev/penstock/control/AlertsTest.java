package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.alerts.AlertKind;
import dev.penstock.alerts.AlertNews;
import dev.penstock.alerts.AlertQuery;
import dev.penstock.control.EventReader.Event;
import dev.penstock.control.Operator.Answer;
import dev.penstock.core.config.Role;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private final Operator operator = new Operator();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void viewersSeeTheAlertsOfAllNodesAndWhichNodesAreSilent() {
        Answer answer = operator.send(
                "GET", "/admin/v1/alerts", null, "authorization", "Bearer " + Operator.token(Role.VIEWER));

        assertThat(answer.body().toString())
                .isEqualTo(Operator.json("{'alerts':[{'id':'node-b.19aa3c1f0b2-1','kind':'drift',"
                        + "'scope':{'metric':'refusals','route':'support'},'key':'"
                        + OfferedAlerts.ALERT.condition().key() + "','severity':'warning','node':'node-b',"
                        + "'text':'route support: 9.1 % of 340 answers were refused, usual are 1.0 %',"
                        + "'evidence':{'window':0.091},'at':'2026-11-21T11:59:00Z','since':'2026-11-21T11:50:00Z',"
                        + "'until':null}],'silent':['node-c']}"));
        assertThat(operator.alerts.lastAsked()).isEqualTo(new AlertQuery(null, null, null, 100));
    }

    @Test
    void aQueryIsPassedOnAndAWrongOneIsNamed() {
        operator.get("/admin/v1/alerts?standing=true&kind=breaker_open&route=support&limit=5");
        assertThat(operator.alerts.lastAsked()).isEqualTo(new AlertQuery(true, AlertKind.BREAKER_OPEN, "support", 5));

        Answer wrong = operator.get("/admin/v1/alerts?kind=fire");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().at("/errors/0").toString()).contains("kind", "fire", "target_degraded or ");
        assertThat(operator.get("/admin/v1/alerts?standing=yes").status()).isEqualTo(400);
        assertThat(operator.get("/admin/v1/alerts?limit=0").status()).isEqualTo(400);
    }

    @Test
    void readersOfEventsAreToldOfAlerts() throws IOException {
        try (EventReader events = operator.events()) {
            assertThat(events.next().name()).isEqualTo("start");
            operator.alerts.tell(new AlertNews(OfferedAlerts.ALERT));

            Event told = events.next();
            assertThat(told.name()).isEqualTo("alert");
            assertThat(told.data().path("news").asText()).isEqualTo("raised");
            assertThat(told.data().path("kind").asText()).isEqualTo("drift");
        }
    }

    @Test
    void aWebhookIsShownAndTried() {
        assertThat(operator.get("/admin/v1/webhooks").body().toString())
                .isEqualTo(Operator.json("{'node':'node-a','webhooks':[{'webhook':'ops',"
                        + "'url':'https://alerts.example.com','events':['alert','kill'],'delivered':7,'waiting':2,"
                        + "'dropped':1,'last_delivered':null,'failing_since':'2026-11-21T11:59:00Z',"
                        + "'last_error':'it answered 503'}]}"));
        assertThat(operator.post("/admin/v1/webhooks/ops/test", Requests.written(""))
                        .body()
                        .toString())
                .isEqualTo(Operator.json(
                        "{'webhook':'ops','delivered':false,'status':503,'ms':12," + "'error':'it answered 503'}"));
        assertThat(operator.post("/admin/v1/webhooks/ops/test", "{}").status()).isEqualTo(400);
        assertThat(operator.post("/admin/v1/webhooks/other/test", Requests.written(""))
                        .detail())
                .startsWith("There is no webhook 'other'");
    }
}
