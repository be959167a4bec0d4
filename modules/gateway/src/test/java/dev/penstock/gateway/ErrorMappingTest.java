package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.ApiError;
import dev.penstock.core.AttemptFailure;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {
    @Test
    void whatAProviderHoldsAgainstPenstockIsNotToldAsTheCallersFault() {
        assertThat(ErrorMapping.of(status(401)).kind()).isEqualTo(ApiError.Kind.BAD_GATEWAY);
        assertThat(ErrorMapping.of(status(401)).message()).doesNotContain("secret");
        assertThat(ErrorMapping.of(status(404)).kind()).isEqualTo(ApiError.Kind.BAD_GATEWAY);
        assertThat(ErrorMapping.of(status(400)).kind()).isEqualTo(ApiError.Kind.INVALID_REQUEST);
        assertThat(ErrorMapping.of(status(429)).kind()).isEqualTo(ApiError.Kind.RATE_LIMIT);
    }

    private static AttemptFailure status(int status) {
        return new AttemptFailure.ErrorStatus(status, ApiError.of(ApiError.Kind.ofStatus(status), "secret"), null);
    }
}
