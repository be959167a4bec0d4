package dev.penstock.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.config.Secret;
import dev.penstock.core.config.Webhook;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent: HMAC-SHA256 over the id, the time and the body, with points between them (<a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks
 * 1.0.0</a>).
 */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * Signs with each of some secrets: who checks knows one of them.
     *
     * @throws IllegalArgumentException if a secret is none as {@link Webhook#EXPECTED_SECRET} says; it is not shown
     */
    public Signature(List<Secret> secrets) {
        keys = secrets.stream().map(Signature::key).toList();
    }

    private static SecretKeySpec key(Secret secret) {
        byte[] bytes = Webhook.key(secret)
                .orElseThrow(() ->
                        new IllegalArgumentException("no secret of a webhook: expected " + Webhook.EXPECTED_SECRET));
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The header {@code webhook-signature}: a signature with each secret, with spaces between them. */
    String of(String id, Instant at, String body) {
        byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(UTF_8);
        return keys.stream().map(key -> "v1," + code(key, signed)).collect(Collectors.joining(" "));
    }

    private static String code(SecretKeySpec key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
