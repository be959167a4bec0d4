package dev.penstock.config;

import dev.penstock.core.Dialect;
import dev.penstock.core.config.BreakerPolicy;
import dev.penstock.core.config.Price;
import dev.penstock.core.config.Provider;
import dev.penstock.core.config.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code targets:}. */
final class Targets {
    private final Map<String, Provider> providers;
    private final PriceFile priceFile;
    private final References references;
    private final Mistakes mistakes;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, BreakerPolicy> breakers = new LinkedHashMap<>();
    private final Map<String, Double> retryBudgets = new LinkedHashMap<>();

    Targets(Map<String, Provider> providers, PriceFile priceFile, References references, Mistakes mistakes) {
        this.providers = providers;
        this.priceFile = priceFile;
        this.references = references;
        this.mistakes = mistakes;
    }

    void read(Section all) {
        for (String name : all.keys()) {
            Section section = all.section(name, Keys.TARGET);
            Target target = section == null ? null : target(name, section);
            if (target != null) {
                targets.put(name, target);
            }
        }
    }

    /** Those that were read, by name. */
    Map<String, Target> targets() {
        return targets;
    }

    /** The policies of those that have one of their own, by name. */
    Map<String, BreakerPolicy> breakers() {
        return breakers;
    }

    /** The shares of those that have one of their own, by name. */
    Map<String, Double> retryBudgets() {
        return retryBudgets;
    }

    private @Nullable Target target(String name, Section section) {
        String provider = section.requiredText("provider", "the name of a provider");
        String model = section.requiredText("model", "the model's name at its provider");
        if (provider != null) {
            references.refer(References.Kind.PROVIDER, provider, section.at("provider"));
        }
        Integer window = section.integer("context_window");
        int maxTokens = section.integer("default_max_tokens", Target.DEFAULT_MAX_TOKENS);
        boolean prefill = section.truth("prefill", false);
        boolean jsonSchema = section.truth("json_schema", false);
        Section breaker = section.section("breaker", Keys.BREAKER);
        if (breaker != null) {
            readBreaker(name, breaker);
        }
        readRetryBudget(name, section);
        Section priced = section.section("price", Keys.PRICE);
        Dialect dialect = dialectOf(provider);
        Price ownPrice = priced == null ? null : new Prices(dialect).read(priced);
        ListedModel listed =
                provider == null || model == null ? ListedModel.UNKNOWN : priceFile.find(provider, model, dialect);
        Price price = section.has("price") ? ownPrice : listed.price();
        if (!section.has("price")) {
            warn(name, section, listed);
        }
        return section.make(() -> new Target(
                name,
                provider == null ? "none" : provider,
                model == null ? "none" : model,
                section.has("context_window") ? window : listed.contextWindow(),
                maxTokens,
                prefill,
                jsonSchema,
                price));
    }

    private void readBreaker(String name, Section section) {
        BreakerPolicy usual = BreakerPolicy.DEFAULT;
        boolean enabled = section.truth("enabled", usual.enabled());
        int volume = section.integer("volume", usual.volume());
        Duration window = section.duration("window", usual.window());
        Double failureShare = section.fraction("failure_share");
        Duration openFor = section.duration("open_for", usual.openFor());
        Double slowFactor = section.fraction("slow_factor");
        BreakerPolicy policy = section.make(() -> new BreakerPolicy(
                enabled,
                volume,
                window,
                failureShare == null ? usual.failureShare() : failureShare,
                openFor,
                slowFactor == null ? usual.slowFactor() : slowFactor));
        if (policy != null) {
            breakers.put(name, policy);
        }
    }

    private void readRetryBudget(String name, Section section) {
        BigDecimal share = section.decimal("retry_budget");
        if (share != null && (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0)) {
            section.wrong("retry_budget", Shown.quoted(share.toString()), "expected a number from 0 to 1");
        } else if (share != null) {
            retryBudgets.put(name, share.doubleValue());
        }
    }

    private void warn(String name, Section section, ListedModel listed) {
        if (listed.price() == null) {
            mistakes.warn(section.place(), "cost of target " + Shown.plain(name) + " will be reported as unknown");
        } else if (listed.rises()) {
            mistakes.warn(
                    section.at("model"),
                    "the price list has higher costs for long inputs, which are not reckoned with");
        }
    }

    private @Nullable Dialect dialectOf(@Nullable String provider) {
        Provider known = provider == null ? null : providers.get(provider);
        return known == null ? null : known.dialect();
    }
}
