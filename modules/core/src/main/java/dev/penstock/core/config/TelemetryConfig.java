package dev.penstock.core.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a node sends spans and metrics by OTLP.
 *
 * @param endpoint the base URL of a receiver of OTLP over HTTP; {@code /v1/traces}, {@code /v1/metrics} and
 *     {@code /v1/logs} are put behind it
 * @param headers what each request to it carries, by name; the values are secrets
 * @param serviceName what the node is called there, as all nodes of a cluster are
 * @param sample the share, from 0 to 1, of traces that begin here and are recorded; of others, their caller decides
 * @param interval from one sending of metrics to the next
 * @param ca the path, as this process can open it, of a PEM file with the certificates to trust instead of the JDK's;
 *     null trusts the JDK's
 */
public record TelemetryConfig(
        URI endpoint,
        Map<String, SecretRef> headers,
        String serviceName,
        double sample,
        Duration interval,
        @Nullable String ca) {
    public static final String DEFAULT_SERVICE_NAME = "penstock";
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    public static final String EXPECTED_HEADER = "the name of an HTTP header that is not about the body or connection";
    public static final String EXPECTED_ENDPOINT = "a URL like http://127.0.0.1:4318, without user or query";

    /** RFC 9110, without those that belong to the connection or to the body. */
    private static final Pattern HEADER = Pattern.compile(
            "(?i)(?!(connection|content-.*|expect|host|transfer-encoding|upgrade)$)[!#$%&'*+.^_`|~0-9a-z-]{1,128}");

    public TelemetryConfig {
        headers = Map.copyOf(headers);
        Checks checks = new Checks()
                .that(Provider.isHttp(endpoint), "endpoint", Provider.shown(endpoint), EXPECTED_ENDPOINT)
                .text("service_name", serviceName, 128)
                .that(sample >= 0 && sample <= 1, "sample", sample, "a share from 0 to 1")
                .duration("interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        headers.keySet().forEach(name -> checks.that(HEADER.matcher(name).matches(), "headers", name, EXPECTED_HEADER));
        checks.done();
    }
}
