package dev.penstock.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which fault hits which attempt, and how each model behaves otherwise. Shared by all event loops. */
final class Plan {
    private final SimConfig config;
    private final Map<String, Behaviour> models = new LinkedHashMap<>();
    private final Deque<ScriptedFault> next = new ArrayDeque<>();
    private final Openings openings = new Openings();
    private List<FaultRate> rates = new ArrayList<>();

    Plan(SimConfig config) {
        this.config = config;
        reset();
    }

    synchronized void reset() {
        models.clear();
        models.putAll(config.models());
        next.clear();
        openings.clear();
        rates = config.rates();
    }

    synchronized void follow(SimScript script) {
        models.putAll(script.models());
        if (script.rates() != null) {
            rates = script.rates();
        }
        next.addAll(script.next());
    }

    /**
     * The fault of an attempt: what its model name says, else what is scripted, else what chance says.
     *
     * @param opening what the conversation began with; null if there is none
     */
    synchronized @Nullable FaultSpec fault(ModelName model, RandomGenerator random, @Nullable String opening) {
        FaultSpec ofFirst = opening != null && openings.isFirst(opening)
                ? byChance(model, Openings.chance(config.seed(), opening), true)
                : null;
        if (model.fault() != null) {
            return model.fault();
        }
        for (Iterator<ScriptedFault> scripted = next.iterator(); scripted.hasNext(); ) {
            ScriptedFault candidate = scripted.next();
            if (matches(candidate.model(), model.base())) {
                scripted.remove();
                return candidate.fault();
            }
        }
        return ofFirst == null ? byChance(model, random.nextDouble(), false) : ofFirst;
    }

    private @Nullable FaultSpec byChance(ModelName model, double drawn, boolean first) {
        double upTo = 0;
        for (FaultRate rate : rates) {
            if (rate.first() == first && matches(rate.model(), model.base())) {
                upTo += rate.share();
                if (drawn < upTo) {
                    return rate.fault();
                }
            }
        }
        return null;
    }

    synchronized Behaviour behaviour(ModelName model) {
        Behaviour exact = models.get(model.base());
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Behaviour> entry : models.entrySet()) {
            if (matches(entry.getKey(), model.base())) {
                return entry.getValue();
            }
        }
        return Behaviour.USUAL;
    }

    private static boolean matches(String pattern, String model) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.indexOf('*') < 0) {
            return pattern.equals(model);
        }
        String regex = Pattern.compile("\\*")
                .splitAsStream(pattern + "\0")
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return (model + "\0").matches(regex);
    }
}
