package dev.penstock.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.config.Secret;
import dev.penstock.core.config.Webhook;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what is sent: HMAC-SHA256 over the id, the time and the body, with points between them (<a
 * href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks
 * 1.0.0</a>).
 */
public final class Signature {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * Signs with a secret.
     *
     * @throws IllegalArgumentException if the secret is none as {@link Webhook#EXPECTED_SECRET} says; it is not shown
     */
    public Signature(Secret secret) {
        byte[] bytes = Webhook.key(secret)
                .orElseThrow(() ->
                        new IllegalArgumentException("no secret of a webhook: expected " + Webhook.EXPECTED_SECRET));
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** The header {@code webhook-signature}. */
    String of(String id, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] code = mac.doFinal((id + "." + at.getEpochSecond() + "." + body).getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
