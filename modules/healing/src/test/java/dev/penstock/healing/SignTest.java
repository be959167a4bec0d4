package dev.penstock.healing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Diagnosis;
import dev.penstock.core.Diagnosis.Declined;
import dev.penstock.core.Diagnosis.Fault;
import dev.penstock.core.Diagnosis.Own;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignTest {
    @ParameterizedTest
    @EnumSource
    void whatTheGatewayEndedSaysNothing(Own own) {
        assertThat(Sign.of(own)).isEqualTo(Sign.NOTHING);
    }

    @ParameterizedTest
    @EnumSource
    void whoDeclinesIsThere(Declined declined) {
        assertThat(Sign.of(declined)).isEqualTo(Sign.ALIVE);
    }

    @Test
    void anAnswerALimitAndAWrongRequestSayThatSomebodyIsThere() {
        assertThat(Stream.of(
                                null,
                                new Diagnosis.RateLimited(null),
                                new Diagnosis.RateLimited(Duration.ofSeconds(1)),
                                new Diagnosis.UnsupportedParameter("a", "b"))
                        .map(Sign::of))
                .containsOnly(Sign.ALIVE);
    }

    @Test
    void whatIsBadIsTheTargetsOwnFault() {
        assertThat(Sign.of(new Diagnosis.Overloaded(null))).isEqualTo(Sign.FAULT);
        assertThat(Arrays.stream(Fault.values()).filter(fault -> Sign.of(fault).isBad()))
                .containsExactly(
                        Fault.SERVER_ERROR,
                        Fault.BAD_GATEWAY,
                        Fault.CONNECTION_RESET,
                        Fault.NO_RESPONSE,
                        Fault.SLOW_FIRST_TOKEN,
                        Fault.STALLED_STREAM,
                        Fault.CUT_STREAM,
                        Fault.MALFORMED_CHUNK,
                        Fault.AUTHENTICATION,
                        Fault.MODEL_GONE);
        assertThat(Arrays.stream(Fault.values()).filter(fault -> Sign.of(fault) == Sign.SILENCE))
                .containsExactly(Fault.NO_RESPONSE, Fault.SLOW_FIRST_TOKEN);
    }
}
