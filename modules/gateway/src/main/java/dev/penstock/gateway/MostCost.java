package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Price;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;

/**
 * The most that a request may cost with a release that is asked once: a token has a byte at least. Where nothing limits
 * the answer, what the target's dialect would be asked for stands for that.
 */
final class MostCost {
    private static final long PICODOLLARS = 1_000_000;
    /** Who else may be asked to go on with a stream: two that continue, itself, and two that begin anew. */
    private static final int RESUMPTIONS = 5;

    private MostCost() {}

    /** In microdollars, rounded up; -1 where a target of the release has no price, or for more than can be counted. */
    static long microdollars(Release release, CallerRequest request, long promptBytes) {
        try {
            return exact(release, request, promptBytes);
        } catch (ArithmeticException tooMuch) {
            return -1;
        }
    }

    private static long exact(Release release, CallerRequest request, long promptBytes) {
        RequestQuery query = new RequestQuery(request, promptBytes);
        long input = request.body().bytes().length + promptBytes;
        Long asked = query.maxTokens();
        Integer limit = release.route().maxTokens();
        long most = 0;
        for (Release.Rung rung : release.ladder()) {
            Price price = rung.target().price();
            if (price == null) {
                return -1;
            }
            // What is no length limits nothing, whatever its provider says of it.
            long output = asked != null && asked > 0
                    ? asked
                    : limit != null ? limit : rung.target().defaultMaxTokens();
            long perInput = Math.max(price.input(), Math.max(price.cachedInput(), price.cacheWrite()));
            long answer = Math.multiplyExact(Math.multiplyExact(answers(request), output), price.output());
            most = Math.max(most, Math.addExact(Math.multiplyExact(input, perInput), answer));
        }
        return Math.multiplyExact(
                Math.ceilDiv(most, PICODOLLARS), attempts(release.route().healing(), request.stream()));
    }

    private static int attempts(Healing healing, boolean stream) {
        boolean goesOn = healing.midstream() == Midstream.CONTINUE || healing.midstream() == Midstream.RESTART;
        return 1 + (healing.hedge() > 0 ? 1 : 0) + (stream && goesOn ? RESUMPTIONS : 0);
    }

    private static long answers(CallerRequest request) {
        Member n = request.body().find("n");
        return n != null && n.kind() == Kind.NUMBER
                ? Math.max(1, request.body().at(n).wholeNumber())
                : 1;
    }
}
