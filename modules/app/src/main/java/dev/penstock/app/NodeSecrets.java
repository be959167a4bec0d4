package dev.penstock.app;

import dev.penstock.core.config.Secret;
import java.util.List;
import java.util.Map;

/**
 * The secrets that a node's configuration refers to.
 *
 * @param credentials the providers' API keys, by the providers' names
 * @param webhooks what signs events, by the webhooks' names
 * @param telemetryHeaders the values of telemetry's headers, by name
 */
record NodeSecrets(
        Map<String, Secret> credentials, Map<String, List<Secret>> webhooks, Map<String, Secret> telemetryHeaders) {
    NodeSecrets {
        credentials = Map.copyOf(credentials);
        webhooks = Map.copyOf(webhooks);
        telemetryHeaders = Map.copyOf(telemetryHeaders);
    }
}
