package dev.penstock.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        en | How do I reset my password when I have lost access to the old address?
        en | What is the capital of France?
        en | WHY IS THE SKY BLUE
        en | Translate "guten Morgen, meine Damen und Herren" to English for me, please, and say how it is pronounced.
        de | Wie kann ich mein Passwort zurücksetzen, wenn ich die alte Adresse nicht mehr habe?
        de | Was ist die Hauptstadt von Frankreich?
        fr | Comment puis-je réinitialiser mon mot de passe si je n'ai plus accès à cette adresse ?
        fr | Quelle est la capitale de la France ?
        es | ¿Cómo puedo cambiar mi contraseña si no tengo acceso a la dirección de antes?
        es | ¿Cuál es la capital de Francia y qué idioma se habla?
        it | Come posso cambiare la mia password se non ho più accesso al vecchio indirizzo?
        it | Qual è la capitale della Francia?
        pt | Como posso mudar a minha senha se não tenho mais acesso ao endereço antigo?
        pt | Qual é a capital da França e o que se fala no país?
        nl | Hoe kan ik mijn wachtwoord wijzigen als ik het oude adres niet meer heb?
        nl | Wat is de hoofdstad van Frankrijk?
        ja | パスワードを変更するにはどうすればいいですか。
        ja | 東京都は日本の首都である。人口は約千四百万人
        zh | 如果我无法访问旧地址，如何重置密码？
        zh | 請問日文「の」是什麼意思？我想知道這個字的用法和來源
        ko | 비밀번호를 어떻게 재설정하나요?
        ru | Как мне сбросить пароль, если у меня нет доступа к старому адресу?
        ar | كيف يمكنني إعادة تعيين كلمة المرور الخاصة بي؟
        he | איך אני מאפס את הסיסמה שלי?
        el | Πώς μπορώ να αλλάξω τον κωδικό μου;
        hi | मैं अपना पासवर्ड कैसे बदलूं?
        th | ฉันจะเปลี่ยนรหัสผ่านได้อย่างไร
        """)
    void aClearTextHasALanguage(String language, String text) {
        assertThat(Language.of(text)).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "42",
                "hello",
                "ok ok ok",
                "Kubernetes Prometheus Grafana",
                "de",
                "for (int i = 0; i < n; i++) { sum += a[i]; }",
                "Jak mogę zresetować hasło, jeśli nie mam już dostępu do starego adresu?",
                "Hur kan jag återställa mitt lösenord om jag inte längre har tillgång till den gamla adressen?",
                "Nasıl şifremi sıfırlayabilirim?",
                "გამარჯობა, როგორ ხარ",
                "\uD800\uD800 \uDC00",
                "🙂🙂🙂",
                "the of мрака",
            })
    void anUnclearOneHasNone(String text) {
        assertThat(Language.of(text)).isNull();
    }

    @Test
    void onlyTheBeginningIsLookedAt() {
        String german = "Das ist nicht die Frage, und es ist auch nicht die Antwort. ";
        String english = "That is not the question, and it is not the answer. ";

        String first = german.repeat(Language.LOOKED_AT / german.length() + 1);
        assertThat(Language.of(first + english.repeat(1_000))).isEqualTo("de");
    }
}
