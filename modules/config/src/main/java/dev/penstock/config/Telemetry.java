package dev.penstock.config;

import dev.penstock.core.config.SecretRef;
import dev.penstock.core.config.TelemetryConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code telemetry:}. */
final class Telemetry {
    private static final URI NONE = URI.create("http://127.0.0.1:4318");

    private final Folder folder;
    private final Secrets secrets;
    private final Variables variables;
    private final Mistakes mistakes;

    Telemetry(Folder folder, Secrets secrets, Variables variables, Mistakes mistakes) {
        this.folder = folder;
        this.secrets = secrets;
        this.variables = variables;
        this.mistakes = mistakes;
    }

    /** Where spans and metrics are sent; null if nowhere, or it could not be read. */
    @Nullable
    TelemetryConfig read(Section node) {
        Section section = node.section("telemetry", Keys.TELEMETRY);
        if (section == null) {
            return null;
        }
        String text = variables.requiredText(section, "endpoint", TelemetryConfig.EXPECTED_ENDPOINT);
        URI endpoint = Providers.url(section, "endpoint", text, TelemetryConfig.EXPECTED_ENDPOINT);
        Map<String, SecretRef> headers = headers(section);
        String serviceName = section.text("service_name", "a name");
        Double sample = section.fraction("sample");
        Duration interval = section.duration("interval", TelemetryConfig.DEFAULT_INTERVAL);
        String ca = Providers.ca(folder, section);
        if (endpoint != null && !headers.isEmpty() && Providers.isInTheClear(endpoint)) {
            mistakes.warn(section.at("endpoint"), "the headers go out unencrypted: http and not this machine");
        }
        return section.make(() -> new TelemetryConfig(
                endpoint == null ? NONE : endpoint,
                headers,
                serviceName == null ? TelemetryConfig.DEFAULT_SERVICE_NAME : serviceName,
                sample == null ? 1 : sample,
                interval,
                ca));
    }

    private Map<String, SecretRef> headers(Section telemetry) {
        Map<String, SecretRef> headers = new HashMap<>();
        Section section = telemetry.section("headers", Keys.NAMES);
        if (section != null) {
            for (String name : section.keys()) {
                SecretRef value = secrets.reference(section, name, "the value of the header");
                if (value != null) {
                    headers.put(name, value);
                }
            }
        }
        return headers;
    }
}
