package dev.penstock.telemetry;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Attributes for which there is no convention: the fields of a trace, by the same words. */
final class Own {
    static final AttributeKey<String> TRACE = key("trace");
    static final AttributeKey<String> CALLER = key("caller");
    static final AttributeKey<String> DIALECT = key("dialect");
    static final AttributeKey<String> ROUTE = key("route");
    static final AttributeKey<String> RELEASE = key("release");
    static final AttributeKey<Long> REVISION = longKey("penstock.revision");
    static final AttributeKey<String> PROMPT = key("prompt");
    static final AttributeKey<String> PROMPT_HASH = key("prompt_hash");
    static final AttributeKey<String> DIGEST = key("digest");
    static final AttributeKey<List<String>> CONTEXT_IDS = stringArrayKey("penstock.context_ids");
    static final AttributeKey<String> ARM = key("arm");
    static final AttributeKey<String> SPLIT = key("split");
    static final AttributeKey<String> ROUTER = key("router");
    static final AttributeKey<List<String>> SKIPPED = stringArrayKey("penstock.skipped");
    static final AttributeKey<String> SHADOW = key("shadow");
    static final AttributeKey<String> REVIEW = key("review");
    static final AttributeKey<String> OUTCOME = key("outcome");
    static final AttributeKey<Long> ATTEMPTS = longKey("penstock.attempts");
    static final AttributeKey<Long> OVERHEAD_US = longKey("penstock.overhead_us");
    static final AttributeKey<Double> COST_MICRODOLLARS = doubleKey("penstock.cost_microdollars");
    static final AttributeKey<String> TARGET = key("target");
    static final AttributeKey<String> PROVIDER = key("provider");
    static final AttributeKey<String> DIAGNOSIS = key("diagnosis");
    static final AttributeKey<String> REMEDY = key("remedy");
    static final AttributeKey<List<String>> RULES = stringArrayKey("penstock.rules");
    static final AttributeKey<String> CONTRACT = key("contract");
    static final AttributeKey<List<String>> CHECKS = stringArrayKey("penstock.contract.checks");
    static final AttributeKey<List<String>> REPAIRS = stringArrayKey("penstock.contract.repairs");
    static final AttributeKey<String> FINGERPRINT = key("fingerprint");
    static final AttributeKey<String> PROVIDER_REQUEST_ID = key("provider_request_id");

    private Own() {}

    private static AttributeKey<String> key(String word) {
        return stringKey("penstock." + word);
    }
}
