package dev.penstock.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Limits;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Admission admission =
            new Admission(new Limits(1_024, 1_024, 2, 1_024, 4_096, SECOND, SECOND, SECOND));

    @Test
    void takesOnAsManyAsTheLimitSaysAndOneMoreAfterOneLeft() {
        assertThat(admission.enter()).isNull();
        assertThat(admission.enter()).isNull();
        assertThat(admission.enter()).isInstanceOf(Refusal.Overloaded.class);
        assertThat(admission.underWay()).isEqualTo(2);
        admission.leave();
        assertThat(admission.enter()).isNull();
    }

    @Test
    void countsEachRouteByItself() {
        assertThat(admission.enter(route("a", 1))).isNull();
        assertThat(admission.enter(route("a", 1)))
                .isInstanceOfSatisfying(
                        Refusal.TooManyRequests.class,
                        refusal -> assertThat(refusal.message()).contains("concurrent_requests (1) of route 'a'"));
        assertThat(admission.enter(route("b", 1))).isNull();
        assertThat(admission.enter(route("c", null))).isNull();
        admission.leave(route("a", 1));
        admission.leave(route("c", null));
        assertThat(admission.enter(route("a", 1))).isNull();
    }

    @Test
    void obeysTheLimitOfEachReleaseOfARoute() {
        assertThat(admission.enter(route("a", 1))).isNull();
        assertThat(admission.enter(route("a", 1))).isNotNull();
        assertThat(admission.enter(route("a", 2))).isNull();
        assertThat(admission.enter(route("a", null))).isNull();
        admission.leave(route("a", null));
        assertThat(admission.enter(route("a", 2))).isNotNull();
        admission.leave(route("a", 2));
        admission.leave(route("a", 1));
        assertThat(admission.enter(route("a", 1))).isNull();
    }

    private static Route route(String name, @org.jspecify.annotations.Nullable Integer limit) {
        return new Route(
                name,
                "",
                List.of("t"),
                null,
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                limit,
                RouterPolicy.FIXED);
    }
}
