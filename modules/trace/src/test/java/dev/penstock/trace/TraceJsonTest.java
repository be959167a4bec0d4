package dev.penstock.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceJsonTest {
    @Test
    void tellsTheWholeStory() {
        assertThat(new String(TraceJson.laidOut(TraceJson.line(Traces.fallback())), UTF_8))
                .isEqualTo("""
                    {
                      "trace" : "local-1",
                      "at" : "2026-11-21T10:00:00Z",
                      "caller" : "shop",
                      "dialect" : "openai",
                      "endpoint" : "/v1/chat/completions",
                      "route" : "support",
                      "release" : "0123456789ab",
                      "revision" : 1,
                      "prompt" : "support@2",
                      "prompt_hash" : "ff",
                      "stream" : false,
                      "digest" : "00ff",
                      "session" : "s-1",
                      "context_ids" : [ "doc-1", "doc-2" ],
                      "sampling" : {
                        "temperature" : 0.2
                      },
                      "tools" : [ {
                        "tool" : "lookup",
                        "bytes" : 12
                      } ],
                      "attempts" : [ {
                        "target" : "first",
                        "provider" : "one",
                        "model" : "m1",
                        "status" : 0,
                        "failure" : {
                          "kind" : "timeout_first_token",
                          "message" : "The provider took longer than 50 ms (first_token)."
                        },
                        "diagnosis" : "slow_first_token",
                        "remedy" : "fail_over: to second",
                        "cost_microdollars" : null,
                        "times_us" : {
                          "started" : 100,
                          "sent" : 200,
                          "ended" : 50300
                        },
                        "queue_us" : 100,
                        "connect_us" : 0
                      }, {
                        "target" : "second",
                        "provider" : "two",
                        "model" : "m2",
                        "status" : 200,
                        "rules" : [ "0123456789ab" ],
                        "contract" : {
                          "result" : "repaired",
                          "repairs" : [ "fence" ],
                          "asked_by" : "json_schema"
                        },
                        "provider_request_id" : "req_1",
                        "answer_id" : "chatcmpl-1",
                        "returned_model" : "m2-2026",
                        "finish" : "stop",
                        "tokens" : {
                          "input" : 10,
                          "cached_input" : 0,
                          "cache_write" : 0,
                          "output" : 5,
                          "reasoning" : 0
                        },
                        "cost_microdollars" : 4.5,
                        "times_us" : {
                          "started" : 50400,
                          "sent" : 50500,
                          "first_byte" : 60000,
                          "first_content" : 60000,
                          "ended" : 60100
                        },
                        "queue_us" : 30,
                        "connect_us" : 70,
                        "between_tokens_us" : {
                          "count" : 12,
                          "p50" : 1023,
                          "p95" : 2047,
                          "max" : 2100
                        }
                      } ],
                      "outcome" : "fallback",
                      "status" : 200,
                      "cost_microdollars" : 4.5,
                      "overhead_us" : 300,
                      "total_us" : 60200
                    }\
                    """);
    }

    @Test
    void isOneLineThatBeginsWithTheId() {
        String line = new String(TraceJson.line(Traces.fallback()), UTF_8);
        assertThat(line).startsWith(TraceJson.begin("local-1")).endsWith("}\n").hasLineCount(1);
    }

    @Test
    void saysThatACostIsNotKnownAndNeverZero() {
        assertThat(new String(TraceJson.line(Traces.withoutPrice()), UTF_8)).contains("\"cost_microdollars\":null");
    }

    @Test
    void saysAmountsExactly() {
        assertThat(MicroDollars.of(1)).hasToString("0.000001");
        assertThat(MicroDollars.of(150_000)).hasToString("0.15");
        assertThat(MicroDollars.of(2_000_000_000L)).hasToString("2000");
        assertThat(MicroDollars.of(0)).hasToString("0");
    }
}
