package dev.penstock.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final AlertQuery ALL = new AlertQuery(null, null, null, AlertBook.MOST);

    private final AlertBook book = new AlertBook("a");

    @Test
    void aConditionIsToldOnceWhileItHoldsAndOnceWhenItIsOver() {
        assertThat(words(book.look(List.of(broken("small")), NOW))).containsExactly("raised small");
        assertThat(book.look(List.of(broken("small")), NOW.plusSeconds(1))).isEmpty();
        assertThat(book.standing(AlertKind.BREAKER_OPEN)).isOne();

        assertThat(book.look(List.of(), NOW.plusSeconds(60))).isEmpty();
        assertThat(words(book.look(List.of(), NOW.plusSeconds(61)))).containsExactly("cleared small");
        assertThat(book.standing(AlertKind.BREAKER_OPEN)).isZero();
        Alert over = book.list(ALL).getFirst();
        assertThat(over.until()).isEqualTo(NOW.plusSeconds(1));
        assertThat(over.at()).isEqualTo(NOW);
    }

    @Test
    void aConditionThatComesAndGoesHasOneAlert() {
        book.look(List.of(broken("small")), NOW);
        for (int second = 1; second < 600; second++) {
            List<Finding> findings = second % 50 == 0 ? List.of(broken("small")) : List.of();
            assertThat(book.look(findings, NOW.plusSeconds(second))).isEmpty();
        }
        assertThat(book.list(ALL)).hasSize(1);
    }

    @Test
    void whatAnotherNodeFoundBeforeIsNotToldAgainButListed() {
        book.hear("b", Set.of(broken("small").condition()), NOW);
        assertThat(book.look(List.of(broken("small")), NOW.plusSeconds(1))).isEmpty();
        assertThat(book.list(ALL)).extracting(Alert::node).containsExactly("a");

        // That one is gone: this node tells the end.
        assertThat(book.look(List.of(broken("small")), NOW.plusSeconds(10))).isEmpty();
        assertThat(words(book.look(List.of(), NOW.plusSeconds(70)))).containsExactly("cleared small");
    }

    @Test
    void theEndIsToldByTheLastNodeForWhichItHolds() {
        book.look(List.of(broken("small")), NOW);
        book.hear("b", Set.of(broken("small").condition()), NOW.plusSeconds(58));
        assertThat(book.look(List.of(), NOW.plusSeconds(60))).isEmpty();
        assertThat(book.list(ALL).getFirst().isStanding()).isFalse();
    }

    @Test
    void theSameConditionHasTheSameKeyOnEveryNodeAndAnotherOneAnother() {
        assertThat(broken("small").condition().key())
                .isEqualTo(broken("small").condition().key())
                .isNotEqualTo(broken("large").condition().key())
                .matches("[0-9a-f]{16}");
    }

    @Test
    void theLatestThousandAreRememberedForAWeek() {
        for (int i = 0; i < 1_200; i++) {
            book.look(List.of(broken("t" + i)), NOW.plusSeconds(i));
        }
        book.look(List.of(broken("t1199")), NOW.plusSeconds(1_300));
        assertThat(book.list(ALL)).hasSize(AlertBook.MOST);
        assertThat(book.list(ALL).getFirst().condition().scope()).containsEntry("target", "t1199");

        book.look(List.of(broken("t1199")), NOW.plus(Duration.ofDays(8)));
        assertThat(book.list(ALL)).hasSize(1);
    }

    @Test
    void noMoreThanAThousandStandAtOnce() {
        List<Finding> many =
                IntStream.range(0, 1_500).mapToObj(i -> broken("t" + i)).toList();
        assertThat(book.look(many, NOW)).hasSize(AlertBook.MOST);
    }

    @Test
    void aQueryNamesStateKindAndRoute() {
        book.look(List.of(broken("small"), drifting("support")), NOW);
        book.look(List.of(drifting("support")), NOW.plusSeconds(60));

        assertThat(book.list(new AlertQuery(true, null, null, 10)))
                .extracting(alert -> alert.condition().kind())
                .containsExactly(AlertKind.DRIFT);
        assertThat(book.list(new AlertQuery(false, AlertKind.BREAKER_OPEN, null, 10)))
                .hasSize(1);
        assertThat(book.list(new AlertQuery(null, null, "support", 10))).hasSize(1);
        assertThat(book.list(new AlertQuery(null, null, "other", 10))).isEmpty();
        assertThat(book.list(new AlertQuery(null, null, null, 1))).hasSize(1);
    }

    @Test
    void anAlertIsReadAsItWasWritten() {
        book.look(List.of(drifting("support")), NOW);
        List<Alert> alerts = book.list(ALL);
        assertThat(AlertJson.alerts(AlertJson.read(AlertJson.of(alerts).toString())))
                .isEqualTo(alerts);
        assertThat(AlertJson.alerts(AlertJson.read("[{\"kind\":\"of_a_newer_version\"}]")))
                .isEmpty();
        assertThat(AlertJson.of(alerts.getFirst()).toString())
                .contains("\"kind\":\"drift\",\"scope\":{\"route\":\"support\"}", "\"severity\":\"warning\"")
                .contains("\"evidence\":{\"window\":0.25,\"window_answers\":40}");
    }

    private static Finding broken(String target) {
        return new Finding(
                new Condition(AlertKind.BREAKER_OPEN, Map.of("target", target)),
                "target " + target + " fails",
                Map.of("openings", 1.0),
                NOW);
    }

    private static Finding drifting(String route) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("window", 0.25);
        evidence.put("window_answers", 40.0);
        return new Finding(
                new Condition(AlertKind.DRIFT, Map.of("route", route)), "it drifts", evidence, NOW.minusSeconds(60));
    }

    private static List<String> words(List<AlertNews> news) {
        return news.stream()
                .map(each ->
                        each.word() + " " + each.alert().condition().scope().get("target"))
                .toList();
    }
}
