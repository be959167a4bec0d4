package dev.penstock.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Refusal;
import dev.penstock.core.Result;
import dev.penstock.core.Sha256;
import dev.penstock.core.config.CallerKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that callers may show. Only hashes are held; a key is found by its hash, so that how long the search takes
 * says nothing about any key.
 *
 * <p>Not safe for several threads, because it keeps one digest: each event loop has its own.
 */
public final class CallerKeys {
    /** The 32 bytes of a hash, as a map's key. */
    private record Hash(long a, long b, long c, long d) {
        static Hash of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Hash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
        }
    }

    private final Map<Hash, CallerKey> keys = new HashMap<>();
    private final boolean open;
    private final MessageDigest digest = Sha256.digest();

    /** {@code open} lets in whoever comes, with or without a key. */
    public CallerKeys(List<CallerKey> keys, boolean open) {
        this.open = open;
        for (CallerKey key : keys) {
            this.keys.put(Hash.of(HexFormat.of().parseHex(key.hash().substring("sha256:".length()))), key);
        }
    }

    /** Who shows this key; nobody in particular where the node is open. */
    public Result<Optional<CallerKey>> caller(@Nullable String key) {
        if (open) {
            return Result.ok(Optional.empty());
        }
        if (key == null || key.isBlank()) {
            return Result.refused(new Refusal.Unauthenticated(
                    "No API key was sent, expected one as 'Authorization: Bearer KEY' or 'x-api-key: KEY'."));
        }
        CallerKey found = keys.get(Hash.of(digest.digest(key.getBytes(UTF_8))));
        return found == null
                ? Result.refused(new Refusal.Unauthenticated("The API key is not known to this node."))
                : Result.ok(Optional.of(found));
    }
}
