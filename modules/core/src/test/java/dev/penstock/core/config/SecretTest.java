package dev.penstock.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void aSecretIsRevealedOnlyOnRequest() {
        assertThat(new Secret("abc")).hasToString("[secret]");
        assertThat(new Secret("abc").reveal()).isEqualTo("abc");
    }

    @Test
    void whatNoHeaderCanCarryIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> new Secret("abc\ndef"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("abc");
        assertThatThrownBy(() -> new Secret(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReferenceNamesAVariableOrAFile() {
        assertThat(SecretRef.parse("${env:OPENAI_API_KEY}")).isEqualTo(new SecretRef.Env("OPENAI_API_KEY"));
        assertThat(SecretRef.parse(" ${file:/run/secrets/openai} "))
                .isEqualTo(new SecretRef.File("/run/secrets/openai"));
    }

    @Test
    void whatNoVariableCanBeCalledIsNoReference() {
        assertThat(SecretRef.parse("${env:sk-pasted-by-mistake}")).isNull();
        assertThat(SecretRef.parse("${env:}")).isNull();
        assertThat(SecretRef.parse("sk-pasted-by-mistake")).isNull();
    }
}
