package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.core.Share;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 50_000, 500_000})
    void theCandidateGetsItsShare(int millionths) {
        int users = 1_000_000;
        Split split = Canaries.split("summer", millionths);

        long onCandidate = IntStream.range(0, users)
                .filter(user -> split.assign("user-" + user).arm() == Arm.CANDIDATE)
                .count();

        assertShare(onCandidate, users, millionths);
    }

    private static void assertShare(long some, int users, int millionths) {
        double share = (double) millionths / Share.WHOLE;
        double sigma = Math.sqrt(users * share * (1 - share));
        assertThat((double) some).isCloseTo(users * share, within(3 * sigma));
    }

    @Property
    void aLargerShareMovesNobodyOut(
            @ForAll String salt,
            @ForAll String key,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int one,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int other) {
        Assignment before = Canaries.split(salt, Math.min(one, other)).assign(key);
        Assignment after = Canaries.split(salt, Math.max(one, other)).assign(key);

        assertThat(after.bucket()).isEqualTo(before.bucket()).isBetween(0, Share.WHOLE - 1);
        assertThat(before.arm() == Arm.CANDIDATE && after.arm() == Arm.BASELINE).isFalse();
    }

    /** Who came in last, as the share grew, goes out first, as it shrinks. */
    @Property
    void aSmallerShareMovesTheNewestOutFirst(
            @ForAll String key,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int one,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int another,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int third) {
        int[] shares = IntStream.of(one, another, third).sorted().toArray();
        boolean early = Canaries.split("summer", shares[0]).assign(key).arm() == Arm.CANDIDATE;
        boolean later = Canaries.split("summer", shares[1]).assign(key).arm() == Arm.CANDIDATE;
        boolean last = Canaries.split("summer", shares[2]).assign(key).arm() == Arm.CANDIDATE;

        assertThat(List.of(early, later, last))
                .as("on the candidate's side at rising shares")
                .isSorted();
    }

    @Property
    void theSharesOfBothSidesAddUp(@ForAll String key, @ForAll @IntRange(min = 1, max = Share.WHOLE) int millionths) {
        Assignment assignment = Canaries.split("summer", millionths).assign(key);
        boolean below = assignment.bucket() < millionths;
        boolean above = assignment.bucket() >= millionths && assignment.bucket() < Share.WHOLE;

        assertThat(below ^ above).isTrue();
        assertThat(assignment.arm()).isEqualTo(below ? Arm.CANDIDATE : Arm.BASELINE);
        assertThat(Canaries.split("summer", Share.WHOLE).assign(key).arm()).isEqualTo(Arm.CANDIDATE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 50_000, 500_000})
    void asManyAreConcurrentAsAreTheCandidates(int millionths) {
        int users = 1_000_000;
        Split split = Canaries.split("summer", millionths);

        long concurrent = IntStream.range(0, users)
                .filter(user -> split.assign("user-" + user).isConcurrent())
                .count();

        assertShare(concurrent, users, millionths);
    }

    /** Where the candidate has more than half, there are not as many: then it is the whole baseline. */
    @Property
    void theConcurrentPartIsTheBaselinesNextToTheCandidate(
            @ForAll String key, @ForAll @IntRange(min = 1, max = Share.WHOLE) int millionths) {
        Assignment assignment = Canaries.split("summer", millionths).assign(key);
        int bucket = assignment.bucket();

        assertThat(assignment.isConcurrent()).isEqualTo(bucket >= millionths && bucket < 2L * millionths);
        assertThat(assignment.isConcurrent() && assignment.arm() == Arm.CANDIDATE)
                .isFalse();
        if (2L * millionths >= Share.WHOLE) {
            assertThat(assignment.isConcurrent()).isEqualTo(assignment.arm() == Arm.BASELINE);
        }
    }

    @Property
    void aLargerShareMovesNobodyOutOfBothComparedParts(
            @ForAll String salt,
            @ForAll String key,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int one,
            @ForAll @IntRange(min = 1, max = Share.WHOLE) int other) {
        Assignment before = Canaries.split(salt, Math.min(one, other)).assign(key);
        Assignment after = Canaries.split(salt, Math.max(one, other)).assign(key);

        assertThat(isCompared(before) && !isCompared(after)).isFalse();
    }

    private static boolean isCompared(Assignment assignment) {
        return assignment.arm() == Arm.CANDIDATE || assignment.isConcurrent();
    }

    /** Another node, or the same one after a restart, has nothing but the terms. */
    @Property
    void theSameTermsDrawTheSameEverywhere(
            @ForAll String salt, @ForAll String key, @ForAll @IntRange(min = 1, max = Share.WHOLE) int millionths) {
        Split here = Canaries.split(salt, millionths);
        Split there = Canaries.split(new String(salt.toCharArray()), millionths);

        assertThat(there.assign(key)).isEqualTo(here.assign(key));
        assertThat(there.hash(key)).isEqualTo(here.hash(key));
    }

    @Test
    void aKeyHasAnotherHashWithAnotherSalt() {
        long distinct = IntStream.range(0, 100_000)
                .mapToLong(user -> Canaries.split("summer", 1).hash("user-" + user))
                .distinct()
                .count();

        assertThat(distinct).isEqualTo(100_000);
        assertThat(Canaries.split("winter", 1).hash("user-1"))
                .isNotEqualTo(Canaries.split("summer", 1).hash("user-1"));
    }

    @Property
    void theCandidateHasTheBucketsBelowItsShare(
            @ForAll String key, @ForAll @IntRange(min = 1, max = Share.WHOLE) int millionths) {
        Assignment assignment = Canaries.split("summer", millionths).assign(key);

        assertThat(assignment.arm() == Arm.CANDIDATE).isEqualTo(assignment.bucket() < millionths);
    }

    @Test
    void anotherSaltDrawsOtherUsers() {
        Split summer = Canaries.split("summer", 100_000);
        Split winter = Canaries.split("winter", 100_000);

        long inBoth = IntStream.range(0, 10_000)
                .mapToObj(user -> "user-" + user)
                .filter(user -> summer.assign(user).arm() == Arm.CANDIDATE)
                .filter(user -> winter.assign(user).arm() == Arm.CANDIDATE)
                .count();

        assertThat(inBoth).as("a tenth of a tenth").isBetween(70L, 130L);
    }

    /** The first four are published values of murmur3_32; all were computed by another implementation. */
    @ParameterizedTest
    @CsvSource({
        "hello, '', 142760",
        "hel, lo, 142760",
        "'hello, ', world, 80501",
        "'The quick brown fox ', jumps over the lazy dog, 180907",
        "summer, user-1, 372452",
        "summer, jürgen, 683509",
    })
    void aKeyFallsIntoTheSameBucketEverywhere(String salt, String key, int bucket) {
        assertThat(Canaries.split(salt, 1).assign(key).bucket()).isEqualTo(bucket);
    }

    @Test
    void anAssignmentSaysWhy() {
        assertThat(Canaries.split("hel", 142_761).assign("lo").reason()).isEqualTo("bucket 142760 of 1000000 < 142761");
        assertThat(Canaries.split("hel", 142_760).assign("lo").reason())
                .isEqualTo("bucket 142760 of 1000000 >= 142760");
    }

    @Test
    void aKeylessOneFallsByItsTraceIdAndSaysSo() {
        Split split = Canaries.split("hel", 1);

        assertThat(split.assign("lo").keyless()).isFalse();
        assertThat(split.assignKeyless("lo").keyless()).isTrue();
        assertThat(split.assignKeyless("lo").reason()).isEqualTo("bucket 142760 of 1000000 >= 1, by trace id");
    }

    @Test
    void itKnowsItsCandidate() {
        assertThat(Canaries.split("hel", 1).candidate()).isEqualTo("candidate");
    }
}
