package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.core.Share;
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

        double share = (double) millionths / Share.WHOLE;
        double sigma = Math.sqrt(users * share * (1 - share));
        assertThat((double) onCandidate).isCloseTo(users * share, within(3 * sigma));
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
