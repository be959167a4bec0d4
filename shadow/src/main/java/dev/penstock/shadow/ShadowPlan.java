package dev.penstock.shadow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.core.Share;
import dev.penstock.core.state.RouteState;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Which requests of a route are copied, and to what.
 *
 * @param candidate the release that gets the copies
 * @param concurrency how many may be under way on one node
 * @param salt goes into the hash, so that another plan picks other requests
 */
public record ShadowPlan(String route, String candidate, Share share, int concurrency, String salt) {
    /** What was decided about a route. */
    public static ShadowPlan of(RouteState.Shadow shadow) {
        var terms = shadow.terms();
        return new ShadowPlan(
                terms.route(),
                terms.candidate(),
                terms.share(),
                terms.concurrency(),
                shadow.record().id());
    }

    /** Whether a request is copied, by its trace id: the same one gets the same answer on every node. */
    public boolean picks(String traceId) {
        int hash = MurmurHash3.hash32x86((salt + '\n' + traceId).getBytes(UTF_8));
        long millionth = (Integer.toUnsignedLong(hash) * Share.WHOLE) >>> Integer.SIZE;
        return millionth < share.millionths();
    }
}
