package dev.penstock.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceSentencesTest {
    @Test
    void tellsWhatWasAskedWhatFailedAndWhyThisIsTheAnswer() {
        assertThat(TraceSentences.of(TraceJson.line(Traces.fallback()))).isEqualTo("""
            Trace local-1 of 2026-11-21T10:00:00Z.
            The key 'shop' asked the route 'support' (/v1/chat/completions) in the session 's-1'.
            Parameters: temperature 0.2.
            It was given the context doc-1, doc-2.
            Release 0123456789ab served it with the prompt support@2, at revision 1.
            The tool lookup gave back 12 bytes.
            1. first (m1) was asked after 0.1 ms and failed after 50 ms: The provider took longer than 50 ms (first_token).
               Diagnosis: slow_first_token.
               What was done: fail_over: to second.
            2. second (m2) was asked after 50 ms and answered within 9.7 ms.
               Contract: repaired by fence; the target was told of the schema.
               Learned rules that changed what was sent: 0123456789ab.
               The provider says that m2-2026 answered.
               Tokens: 10 in, 5 out; cost: 4.5 microdollars. The model stopped because: stop.
            Outcome: fallback (HTTP 200): not the first target answered, or the answer stands on what is not known.
            It took 60 ms, of which Penstock 0.3 ms; all attempts together cost 4.5 microdollars.
            """);
    }
}
