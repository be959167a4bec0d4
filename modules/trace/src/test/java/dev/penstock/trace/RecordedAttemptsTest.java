package dev.penstock.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.ApiError;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.Trace;
import dev.penstock.core.config.BadConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attempts are read as they were written, but for what is said of them in words. */
class RecordedAttemptsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApiError ERROR = new ApiError(ApiError.Kind.SERVER, "broken", null, null);

    private static List<Attempt> read(Trace trace, int most) throws IOException {
        return RecordedAttempts.of(JSON.readTree(TraceJson.line(trace)), most);
    }

    @Test
    void anAnswerHasItsTimesItsCostAndWhatBecameOfIt() throws IOException {
        Trace trace = Traces.fallback();
        List<Attempt> read = read(trace, 2);

        assertThat(read).hasSize(2);
        for (int i = 0; i < 2; i++) {
            Attempt written = trace.attempts().get(i);
            assertThat(read.get(i))
                    .usingRecursiveComparison()
                    .comparingOnlyFields(
                            "startedUs",
                            "sentUs",
                            "firstByteUs",
                            "firstContentUs",
                            "between",
                            "endedUs",
                            "status",
                            "diagnosis",
                            "contract.word",
                            "returnedModel",
                            "fingerprint",
                            "finish",
                            "usage",
                            "costPicodollars")
                    .isEqualTo(written);
        }
        assertThat(read(Traces.withoutPrice(), 5)).singleElement().satisfies(attempt -> {
            assertThat(attempt.costPicodollars()).isNull();
            assertThat(attempt.usage()).isNotNull();
        });
        assertThat(read(trace, 1)).hasSize(1);
    }

    static Stream<AttemptFailure> failures() {
        Stream<AttemptFailure> timedOut = Stream.of(AttemptFailure.Phase.values())
                .map(phase -> new AttemptFailure.TimedOut(phase, Duration.ofSeconds(1)));
        Stream<AttemptFailure> others = Stream.of(
                new AttemptFailure.NotConnected("refused"),
                new AttemptFailure.NoConnectionFree(),
                new AttemptFailure.ConnectionLost("reset"),
                new AttemptFailure.ErrorStatus(529, ERROR, null),
                new AttemptFailure.ErrorInStream(ERROR),
                new AttemptFailure.Malformed("no JSON"),
                new AttemptFailure.CutStream(),
                new AttemptFailure.Departed(),
                new AttemptFailure.EmptyAnswer(null),
                new AttemptFailure.InvalidOutput(List.of("schema"), "no"),
                new AttemptFailure.RefusedAnswer(),
                new AttemptFailure.FilteredAnswer(),
                new AttemptFailure.AnswerTooLarge(10),
                new AttemptFailure.NoRoom(10, 5),
                new AttemptFailure.Stopped(),
                new AttemptFailure.Cancelled(),
                new AttemptFailure.Outrun("other"),
                new AttemptFailure.Inexpressible("tools", "no"),
                new AttemptFailure.Killed("route 'a'", "no"),
                new AttemptFailure.KilledTool("pay"));
        return Stream.concat(timedOut, others);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureIsKnownAgain(AttemptFailure failure) throws IOException {
        JsonNode story = JSON.readTree(
                "{\"attempts\":[{\"failure\":{\"kind\":\"" + failure.word() + "\"},\"diagnosis\":\"refusal\"}]}");
        Attempt read = RecordedAttempts.of(story, 1).getFirst();

        assertThat(Objects.requireNonNull(read.failure()).word()).isEqualTo(failure.word());
        assertThat(read.failure()).hasSameClassAs(failure);
        assertThat(read.diagnosis()).isEqualTo(Diagnosis.Declined.REFUSAL);
    }

    @Test
    void everyKindOfFailureIsAmongThose() {
        assertThat(failures().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(AttemptFailure.class.getPermittedSubclasses());
    }

    @Test
    void aDiagnosisOfWhateverWordIsKnownAgain() throws IOException {
        for (String word : Diagnosis.WORDS) {
            JsonNode story = JSON.readTree("{\"attempts\":[{\"diagnosis\":\"" + word + "\"}]}");
            assertThat(Objects.requireNonNull(
                                    RecordedAttempts.of(story, 1).getFirst().diagnosis())
                            .word())
                    .isEqualTo(word);
        }
    }

    @Test
    void whatANewerVersionMayHaveWrittenIsRefused() throws IOException {
        JsonNode story = JSON.readTree("{\"attempts\":[{},{\"finish\":\"tired\"}]}");

        assertThat(RecordedAttempts.of(story, 1)).hasSize(1);
        assertThatThrownBy(() -> RecordedAttempts.of(story, 2))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("attempts[1].finish is 'tired', expected one of content_filter, ");
    }
}
