package dev.penstock.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Share;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RouteState;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Divides a route's requests between its current release and a candidate. A key falls into one of a million buckets,
 * the same on every node, and the candidate has the lowest: so a larger share keeps all whom a smaller one had. Another
 * salt deals the keys anew. Immutable.
 *
 * <p>The hash is murmur3_32 of commons-codec: one of our own would gain little, as all of an assignment takes some 40
 * ns of CPU ({@code SplitBenchmark} in modules/bench).
 */
public final class Split {
    private final String candidate;
    private final String salt;
    private final Share share;

    private Split(String candidate, String salt, Share share) {
        this.candidate = candidate;
        this.salt = salt;
        this.share = share;
    }

    public static Split of(RouteState.Canary canary) {
        Command.SetCanary terms = canary.terms();
        return new Split(terms.candidate(), terms.salt(), terms.share());
    }

    /** The release that the candidate's share gets. */
    public String candidate() {
        return candidate;
    }

    /** By what the canary's {@link dev.penstock.core.state.Sticky} found in the request. */
    public Assignment assign(String stickyKey) {
        return assign(stickyKey, false);
    }

    /** Of a request that has no sticky key: by its trace's id, which is as good as chance. */
    public Assignment assignKeyless(String traceId) {
        return assign(traceId, true);
    }

    /** A hash of a sticky key, or of a trace's id, by which it is known in a rollout and nowhere else. */
    public long hash(String key) {
        byte[] salted = (salt + key).getBytes(UTF_8);
        return MurmurHash3.hash128x64(salted, 0, salted.length, 0)[0];
    }

    private Assignment assign(String key, boolean keyless) {
        int bucket = bucket(key);
        return new Assignment(bucket < share.millionths() ? Arm.CANDIDATE : Arm.BASELINE, bucket, share, keyless);
    }

    private int bucket(String key) {
        byte[] salted = (salt + key).getBytes(UTF_8);
        long hash = Integer.toUnsignedLong(MurmurHash3.hash32x86(salted, 0, salted.length, 0));
        return (int) ((hash * Share.WHOLE) >>> 32);
    }
}
