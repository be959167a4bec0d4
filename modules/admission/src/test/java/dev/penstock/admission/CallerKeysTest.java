package dev.penstock.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.CallerKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerKeysTest {
    private final CallerKey shop = new CallerKey("shop", "sha256:" + Sha256.hex("psk_secret"), null);
    private final CallerKeys keys = new CallerKeys(List.of(shop), false);

    @Test
    void knowsACallerByTheKeyOfWhichItHoldsTheHash() {
        assertThat(keys.caller("psk_secret")).isEqualTo(Result.ok(Optional.of(shop)));
    }

    @Test
    void refusesAKeyItDoesNotKnowWithoutRepeatingIt() {
        assertThat(refusal("psk_wrong")).doesNotContain("psk_wrong").contains("not known");
        assertThat(refusal(shop.hash())).contains("not known");
    }

    @Test
    void saysHowToSendAKeyWhereThereIsNone() {
        assertThat(refusal(null)).contains("Authorization: Bearer");
        assertThat(refusal("  ")).contains("Authorization: Bearer");
    }

    @Test
    void letsEverybodyInWhereTheNodeIsOpen() {
        assertThat(new CallerKeys(List.of(), true).caller(null)).isEqualTo(Result.ok(Optional.empty()));
        assertThat(new CallerKeys(List.of(), true).caller("anything")).isEqualTo(Result.ok(Optional.empty()));
    }

    private String refusal(@Nullable String key) {
        assertThat(keys.caller(key)).isInstanceOf(Result.Refused.class);
        Refusal refusal = ((Result.Refused<Optional<CallerKey>>) keys.caller(key)).refusal();
        assertThat(refusal).isInstanceOf(Refusal.Unauthenticated.class);
        return refusal.message();
    }
}
