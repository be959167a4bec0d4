package dev.penstock.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Sha256;
import dev.penstock.core.config.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Message authentication codes (HMAC-SHA-256) with the cluster's keys, so that strangers who reach a member's ports
 * cannot write. The first key makes them, and all are known: so a key is changed without a stop. A key's id is the
 * start of its hash.
 */
final class Seals {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID = 8;
    private static final int CODE = 32;

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();

    /** Those of a cluster with these keys; of a node that stands alone and has none, all are empty. */
    Seals(List<Secret> keys) {
        for (Secret key : keys) {
            byte[] bytes = key.reveal().getBytes(UTF_8);
            this.keys.put(Sha256.hex(bytes).substring(0, ID), new SecretKeySpec(bytes, ALGORITHM));
        }
    }

    /** A message with its seal before it. */
    byte[] seal(byte[] message) {
        return keys.entrySet().stream()
                .findFirst()
                .map(key -> ByteBuffer.allocate(ID + CODE + message.length)
                        .put(key.getKey().getBytes(UTF_8))
                        .put(code(key.getValue(), message))
                        .put(message)
                        .array())
                .orElse(message);
    }

    /** The message, if its seal is good. */
    Optional<byte[]> open(byte[] sealed) {
        if (keys.isEmpty()) {
            return Optional.of(sealed);
        }
        if (sealed.length < ID + CODE) {
            return Optional.empty();
        }
        byte[] message = new byte[sealed.length - ID - CODE];
        byte[] code = new byte[CODE];
        byte[] id = new byte[ID];
        ByteBuffer.wrap(sealed).get(id).get(code).get(message);
        SecretKey key = keys.get(new String(id, UTF_8));
        return key != null && MessageDigest.isEqual(code(key, message), code) ? Optional.of(message) : Optional.empty();
    }

    /** A text's seal as text, {@code key:code}. */
    String sealOf(String text) {
        return keys.entrySet().stream()
                .findFirst()
                .map(key -> key.getKey() + ":" + HexFormat.of().formatHex(code(key.getValue(), text.getBytes(UTF_8))))
                .orElse("");
    }

    /** Whether this is a text's seal; one by a key that is not known any more is taken to be. */
    boolean isSealOf(String text, String seal) {
        if (keys.isEmpty()) {
            return true;
        }
        SecretKey key = keys.get(seal.substring(0, Math.min(ID, seal.length())));
        return seal.length() > ID + 1
                && (key == null
                        || MessageDigest.isEqual(
                                HexFormat.of()
                                        .formatHex(code(key, text.getBytes(UTF_8)))
                                        .getBytes(UTF_8),
                                seal.substring(ID + 1).getBytes(UTF_8)));
    }

    private static byte[] code(SecretKey key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
