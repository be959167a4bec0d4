package dev.penstock.telemetry;

import dev.penstock.core.Attempt;
import dev.penstock.core.Trace;
import dev.penstock.core.config.Provider;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.HashMap;
import java.util.Map;

/** What OpenTelemetry calls the models behind targets. */
final class Targets {
    private final Map<String, ProviderIdentity> providers = new HashMap<>();

    /** {@code providers} are those of the configuration, by name. */
    Targets(Map<String, Provider> providers) {
        providers.forEach((name, provider) -> this.providers.put(name, ProviderIdentity.of(provider)));
    }

    /** Whose model an attempt asked. */
    ProviderIdentity provider(Attempt attempt) {
        return providers.getOrDefault(attempt.provider(), new ProviderIdentity(attempt.provider(), "", 0));
    }

    /** The operation, whose model was asked, which, and where. */
    Attributes of(Trace trace, Attempt attempt) {
        ProviderIdentity provider = provider(attempt);
        AttributesBuilder all = Attributes.builder();
        String operation = GenAi.operation(trace.endpoint());
        if (operation != null) {
            all.put(GenAi.OPERATION, operation);
        }
        all.put(GenAi.PROVIDER, provider.name()).put(GenAi.REQUEST_MODEL, attempt.model());
        if (provider.port() > 0) {
            all.put(GenAi.SERVER_ADDRESS, provider.address()).put(GenAi.SERVER_PORT, provider.port());
        }
        return all.build();
    }
}
