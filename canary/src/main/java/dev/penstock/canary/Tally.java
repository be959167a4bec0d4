package dev.penstock.canary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is counted of requests. It only grows, so that of two of one node's the greater is the newer.
 *
 * @param requests those that were scored
 * @param bad those of them that were bad by any guardrail when they were scored
 * @param byGuardrail bad ones by each guardrail's place in the policy, with those that were found out later; guardrails
 *     behind the last that has any are left out
 */
public record Tally(long requests, long bad, List<Long> byGuardrail) {
    static final Tally NONE = new Tally(0, 0, List.of());

    public Tally {
        byGuardrail = List.copyOf(byGuardrail);
    }

    /** Of one request. */
    static Tally scored(int bits) {
        return new Tally(1, bits == 0 ? 0 : 1, ofBits(bits));
    }

    /** Of what was found out of one that was counted before. */
    static Tally late(int bits) {
        return new Tally(0, 0, ofBits(bits));
    }

    private static List<Long> ofBits(int bits) {
        List<Long> counts = new ArrayList<>();
        for (int rest = bits; rest != 0; rest >>>= 1) {
            counts.add((long) (rest & 1));
        }
        return counts;
    }

    /** Those of a guardrail. */
    long of(int guardrail) {
        return guardrail < byGuardrail.size() ? byGuardrail.get(guardrail) : 0;
    }

    Tally plus(Tally other) {
        List<Long> sums = new ArrayList<>(byGuardrail);
        sums.addAll(Collections.nCopies(Math.max(0, other.byGuardrail.size() - sums.size()), 0L));
        for (int i = 0; i < other.byGuardrail.size(); i++) {
            sums.set(i, sums.get(i) + other.byGuardrail.get(i));
        }
        return new Tally(requests + other.requests, bad + other.bad, sums);
    }

    /** Whichever was told later. */
    Tally newer(Tally other) {
        return total() >= other.total() ? this : other;
    }

    private long total() {
        return requests + byGuardrail.stream().mapToLong(Long::longValue).sum();
    }
}
