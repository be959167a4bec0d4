package dev.penstock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.core.config.Secret;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    /** As the specification's own libraries test it. */
    @Test
    void signsAsTheSpecificationDoes() {
        Signature signature = new Signature(List.of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));

        assertThat(signature.of(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** So that receivers can go over from one secret to another, each in its own time. */
    @Test
    void twoSecretsGiveTwoSignatures() {
        Secret old = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Secret young = new Secret("whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMsIG9mIDI0IGJ5dGVz");
        Instant at = Instant.ofEpochSecond(1_614_265_330);

        assertThat(new Signature(List.of(young, old)).of("evt_1", at, "{}"))
                .isEqualTo(new Signature(List.of(young)).of("evt_1", at, "{}")
                        + " "
                        + new Signature(List.of(old)).of("evt_1", at, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_short", "whsec_not*base64*at*all*not"})
    void refusesWhatIsNoSecretWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> new Signature(List.of(new Secret(secret))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected whsec_ and the base64 of 24 to 64 random bytes");
    }
}
