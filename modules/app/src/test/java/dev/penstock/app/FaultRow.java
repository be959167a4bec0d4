package dev.penstock.app;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One way in which a provider fails, and what is to come of it, before a caller has any content. Paths name who is
 * asked in order: {@code aa} is the first target twice, {@code ab} the first and then the second.
 *
 * @param id the entry of the fault library
 * @param fault as the simulator writes it
 * @param diagnoses the words for it, more than one where it looks different in one piece, streamed or translated; none
 *     where the answer is no failure
 * @param json the path with two targets, of which the first fails once, for an answer in one piece
 * @param stream the same for a stream
 * @param remedies how the trace names what is done about the first failure, one of these
 * @param alone the path with one target that always fails so
 * @param openAi the status that the caller gets then, where the provider speaks OpenAI's dialect
 * @param anthropic the same for Anthropic's
 * @param mayRetry whether the caller's client may ask again then
 * @param leastGapMs between two attempts of the only target
 */
record FaultRow(
        String id,
        String fault,
        Set<String> diagnoses,
        String json,
        String stream,
        Set<String> remedies,
        String alone,
        int openAi,
        int anthropic,
        boolean mayRetry,
        int leastGapMs) {
    private static final String TABLE = """
        F01 rate-limit@1           rate_limited          ab ab fail_over aa 429 429 no  1000
        F01 rate-limit-ms@400      rate_limited          ab ab fail_over aa 429 429 no  400
        F01 rate-limit-date@2      rate_limited          ab ab fail_over aa 429 429 no  900
        F01 rate-limit-bare@400    rate_limited          ab ab fail_over aa 429 429 no  0
        F01 rate-limit@30          rate_limited          ab ab fail_over a  429 429 yes 0
        F01 rate-limit-large       request_too_large     ab ab fail_over a  429 429 no  0
        F03 quota                  quota_exhausted       ab ab fail_over a  429 502 no  0
        F05 server-error           server_error          aa aa retry     aa 500 500 no  0
        F06 bad-gateway-html       bad_gateway           aa aa retry     aa 502 502 no  0
        F09 overloaded             overloaded            ab ab fail_over aa 503 529 no  0
        F09 invalid-request        invalid_request       a  a  tell      a  400 400 no  0
        F09 authentication         authentication        ab ab fail_over a  502 502 no  0
        F09 permission             authentication        ab ab fail_over a  502 502 no  0
        F09 billing                quota_exhausted       ab ab fail_over a  502 502 no  0
        F09 not-found              model_gone            ab ab fail_over a  502 502 no  0
        F09 request-too-large      request_too_large     ab ab fail_over a  413 413 no  0
        F09 timeout                bad_gateway           aa aa retry     aa 504 504 no  0
        F10 error-event@0          overloaded            ab ab fail_over aa 503 529 no  0
        F11 error-data@0           overloaded            ab ab fail_over aa 503 529 no  0
        F14 context-length         context_too_long      a  a  tell      a  400 400 no  0
        F16 prompt-filtered        content_filtered      a  a  tell      a  400 400 no  0
        F18 filtered               -                     a  a  -         a  200 200 no  0
        F19 empty-content          empty_answer          aa aa change    aa 502 502 no  0
        F19 null-content           empty_answer          aa aa change    aa 502 502 no  0
        F19 empty-choices          empty_answer|cut_stream|malformed_chunk aa aa change|retry    aa 502 502 no  0
        F19 reasoning-ate-budget   empty_answer          aa aa change    aa 502 502 no  0
        F21 cut-clean@0            cut_stream|malformed_chunk            aa aa retry     aa 502 502 no  0
        F21 cut-stream@0           connection_reset      aa aa retry     aa 502 502 no  0
        F21 cut-utf8@0             cut_stream|malformed_chunk            aa aa retry     aa 502 502 no  0
        F21 cut-line@0             cut_stream|malformed_chunk            aa aa retry     aa 502 502 no  0
        F21 reset                  connection_reset      aa aa retry     aa 502 502 no  0
        F21 reset-stream@0         connection_reset      aa aa retry     aa 502 502 no  0
        F21 stall@0                slow_first_token|no_response      ab ab fail_over a  504 504 yes 0
        F21 silence                no_response           ab ab fail_over a  504 504 yes 0
        F21 malformed-chunk@0      malformed_chunk       aa aa retry     aa 502 502 no  0
        F21 no-done                -                     a  a  -         a  200 200 no  0
        F27 refusal                -                     a  a  -         a  200 200 no  0
        F28 rate-limit-gemini@400  rate_limited          ab ab fail_over aa 429 429 no  400
        F28 rate-limit-gemini      rate_limited          ab ab fail_over a  429 429 yes 0
        F28 quota-gemini           quota_exhausted       ab ab fail_over a  429 429 no  0
        F31 overloaded-gemini      overloaded            ab ab fail_over aa 503 503 no  0
        F32 malformed-call         empty_answer          aa aa change    aa 502 502 no  0
        F35 other-model            -                     a  a  -         a  200 200 no  0
        F37 slow-first-token@9000  no_response           ab ab fail_over a  504 504 yes 0
        """;

    static List<FaultRow> all() {
        return TABLE.lines().map(line -> read(line.split(" +", -1))).toList();
    }

    /** Faults of streams whose caller has got content. */
    static Stream<String> afterContent() {
        return Stream.of(
                "cut-clean@4",
                "cut-stream@4",
                "cut-utf8@4",
                "cut-line@4",
                "reset-stream@4",
                "stall@4",
                "malformed-chunk@4",
                "error-event@4",
                "error-data@4",
                "slow-tokens@9000");
    }

    boolean isFailure() {
        return !diagnoses.isEmpty();
    }

    private static Set<String> words(String cell) {
        return cell.equals("-") ? Set.of() : Set.of(cell.split("\\|", -1));
    }

    private static FaultRow read(String[] cells) {
        return new FaultRow(
                cells[0],
                cells[1],
                words(cells[2]),
                cells[3],
                cells[4],
                words(cells[5]),
                cells[6],
                Integer.parseInt(cells[7]),
                Integer.parseInt(cells[8]),
                cells[9].equals("yes"),
                Integer.parseInt(cells[10]));
    }
}
