package dev.penstock.router;

import dev.penstock.core.Release;
import dev.penstock.core.Release.Rung;
import dev.penstock.core.config.Price;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * By price: of the targets that have room for a request, the cheapest for it first.
 *
 * <p>Room is kept for all the output that a caller may get, because providers count it so; the cost is that of the
 * output that is likely.
 */
final class Cheapest {
    private static final double PICODOLLARS_PER_MICRODOLLAR = 1_000_000;

    private Cheapest() {}

    /** @param cost in picodollars; infinite where the target has no known price */
    private record Quote(Rung rung, double cost) {
        boolean isKnown() {
            return cost < Double.POSITIVE_INFINITY;
        }
    }

    /** @param usualOutput how many tokens an answer of this route usually has */
    static Order order(Release release, Query query, long usualOutput) {
        Long most = mostOutput(release, query);
        long input = Math.max(0, query.inputTokens());
        long reserved = most == null ? usualOutput : most;
        long output = Math.min(usualOutput, reserved);
        String estimate =
                " (estimated " + input + " in, " + output + (most == null ? "" : " of at most " + most) + " out)";

        List<Quote> quotes = new ArrayList<>();
        List<String> tooSmall = new ArrayList<>();
        for (Rung rung : release.ladder()) {
            if (fits(rung, input, reserved)) {
                quotes.add(new Quote(rung, cost(rung.target().price(), input, output)));
            } else {
                tooSmall.add(rung.target().name());
            }
        }
        if (quotes.isEmpty()) {
            return new Order(release.ladder(), "cheapest-that-fits: none fits, in written order" + estimate);
        }
        quotes.sort(Comparator.comparingDouble(Quote::cost));
        return new Order(
                quotes.stream().map(Quote::rung).toList(),
                "cheapest-that-fits: " + comparison(quotes)
                        + (tooSmall.isEmpty() ? "" : "; too small: " + String.join(", ", tooSmall)) + estimate);
    }

    private static @Nullable Long mostOutput(Release release, Query query) {
        Long asked = query.maxTokens();
        if (asked != null) {
            return Math.max(0, asked);
        }
        Integer ofRoute = release.route().maxTokens();
        return ofRoute == null ? null : ofRoute.longValue();
    }

    private static boolean fits(Rung rung, long input, long output) {
        Integer window = rung.target().contextWindow();
        return window == null || input <= window - output;
    }

    /** In floating point, which cannot overflow whatever a caller's numbers are. */
    private static double cost(@Nullable Price price, long input, long output) {
        return price == null
                ? Double.POSITIVE_INFINITY
                : (double) input * price.input() + (double) output * price.output();
    }

    private static String comparison(List<Quote> quotes) {
        StringBuilder text = new StringBuilder();
        StringJoiner unpriced = new StringJoiner(", ", "no price: ", "").setEmptyValue("");
        double before = -1;
        for (Quote quote : quotes) {
            String name = quote.rung.target().name();
            if (quote.isKnown()) {
                text.append(before < 0 ? "" : quote.cost > before ? " < " : " = ");
                text.append(name).append(' ').append(microdollars(quote.cost));
                before = quote.cost;
            } else {
                unpriced.add(name);
            }
        }
        return text + (before < 0 || unpriced.length() == 0 ? "" : "; ") + unpriced;
    }

    private static String microdollars(double picodollars) {
        double micro = picodollars / PICODOLLARS_PER_MICRODOLLAR;
        return micro >= 10 || micro == 0 ? Math.round(micro) + " µ$" : String.format(Locale.ROOT, "%.2f µ$", micro);
    }
}
