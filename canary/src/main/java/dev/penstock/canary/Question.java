package dev.penstock.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.codec.digest.MurmurHash3;

/**
 * That a user asked something in a rollout.
 *
 * @param rollout the rollout's id
 * @param hash of who asked what: the same user with the same request has the same one on every node
 * @param atNanos when, by a monotonic clock
 */
record Question(String rollout, long hash, long atNanos) {
    /** {@code digest} is what the request asks. */
    static Question of(Drawn drawn, String digest, long atNanos) {
        byte[] asked = (digest + drawn.key()).getBytes(UTF_8);
        return new Question(drawn.rollout(), MurmurHash3.hash128x64(asked, 0, asked.length, 0)[0], atNanos);
    }

    /** The same by a clock that says {@code here} while the one that the time is of says {@code there}. */
    Question heard(long there, long here) {
        return new Question(rollout, hash, here - (there - atNanos));
    }
}
