package dev.penstock.killswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Deadlines;
import dev.penstock.core.config.Prompt;
import dev.penstock.core.config.PromptTemplate;
import dev.penstock.core.config.Route;
import dev.penstock.core.config.RouterPolicy;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.config.Target;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KillsTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Target FAST = new Target("fast", "openai", "gpt-4o-mini", null, 100, null);
    private static final Release SUPPORT = release("support", new Prompt("tone", 3, new PromptTemplate("Be kind.")));
    private static final Release BARE = release("bare", null);

    private final Written written = new Written();

    @Test
    void eachScopeStopsWhatItNames() {
        Map<KillScope, String> names = Map.ofEntries(
                entry(KillScope.GLOBAL, "all"),
                entry(KillScope.ROUTE, "support"),
                entry(KillScope.RELEASE, SUPPORT.id()),
                entry(KillScope.PROMPT, "tone"),
                entry(KillScope.PROVIDER, "openai"),
                entry(KillScope.MODEL, "gpt-4o-mini"),
                entry(KillScope.TARGET, "fast"),
                entry(KillScope.KEY, "app"));

        names.forEach((scope, key) -> assertThat(find(new Written().kill(scope, key)))
                .as("%s", scope)
                .extracting(Killed::scope, Killed::key)
                .containsExactly(scope, key));
    }

    @Test
    void aNameStopsNothingInAnotherScope() {
        List<String> names =
                List.of("support", SUPPORT.id(), "tone", "tone@3", "openai", "gpt-4o-mini", "fast", "app", "search");
        for (KillScope scope : KillScope.values()) {
            if (scope == KillScope.GLOBAL) {
                continue;
            }
            long hits = names.stream()
                    .filter(name -> find(new Written().kill(scope, name)) != null)
                    .count();
            long expected = switch (scope) {
                case PROMPT -> 2;
                case TOOL -> 0;
                default -> 1;
            };
            assertThat(hits).as("%s", scope).isEqualTo(expected);
        }
    }

    @Test
    void aPromptIsStoppedInAllItsVersionsOrInOne() {
        assertThat(find(new Written().kill(KillScope.PROMPT, "tone"))).isNotNull();
        assertThat(find(new Written().kill(KillScope.PROMPT, "tone@3"))).isNotNull();
        assertThat(find(new Written().kill(KillScope.PROMPT, "tone@2"))).isNull();
    }

    @Test
    void whatHasNoPromptAndNoKeyIsStoppedByNeither() {
        Kills kills = Kills.of(written.kill(KillScope.PROMPT, "tone")
                .kill(KillScope.KEY, "app")
                .active());

        assertThat(kills.find(BARE, null, FAST, CLOCK)).isNull();
    }

    @Test
    void nothingIsStoppedWithoutKills() {
        assertThat(Kills.NONE.find(SUPPORT, "app", FAST, CLOCK)).isNull();
        assertThat(Kills.NONE.tools(CLOCK)).isEmpty();
    }

    @Test
    void whatStopsTheWholeRequestStandsBeforeWhatStopsAnAttempt() {
        written.kill(KillScope.ROUTE, "support").kill(KillScope.TARGET, "fast").kill(KillScope.PROVIDER, "openai");

        assertThat(find(written)).extracting(Killed::scope).isEqualTo(KillScope.ROUTE);
    }

    @Test
    void aKillEndsWhenItExpires() {
        written.kill(KillScope.ROUTE, "support", null, NOW, InFlight.DRAIN);
        Kills kills = Kills.of(written.active());

        assertThat(kills.find(SUPPORT, "app", FAST, InstantSource.fixed(NOW.minusMillis(1))))
                .isNotNull();
        assertThat(kills.find(SUPPORT, "app", FAST, CLOCK)).isNull();
    }

    @Test
    void theNewestThatStandsGivesTheReason() {
        written.kill(KillScope.ROUTE, "support", "the old one", null, InFlight.DRAIN)
                .kill(KillScope.ROUTE, "support", "the new one", null, InFlight.DRAIN)
                .kill(KillScope.ROUTE, "support", "one that is over", NOW, InFlight.DRAIN);

        assertThat(find(written)).extracting(Killed::publicReason).isEqualTo("the new one");
    }

    @Test
    void oneThatCutsIsEnoughAndAnExpiredOneIsNot() {
        written.kill(KillScope.ROUTE, "support", null, NOW, InFlight.CUT).kill(KillScope.ROUTE, "support");
        assertThat(find(written)).extracting(Killed::cut).isEqualTo(false);

        written.kill(KillScope.ROUTE, "support", null, null, InFlight.CUT).kill(KillScope.ROUTE, "support");
        assertThat(find(written)).extracting(Killed::cut).isEqualTo(true);
    }

    @Test
    void callersAreToldWhatIsStoppedAndNotWhy() {
        assertThat(find(new Written().kill(KillScope.ROUTE, "support")))
                .extracting(Killed::publicReason)
                .isEqualTo("Route 'support' is stopped by its operators.");
        assertThat(find(new Written().kill(KillScope.GLOBAL, "all")))
                .extracting(Killed::publicReason)
                .isEqualTo("Everything is stopped by its operators.");
    }

    @Test
    void toolsAreFoundByName() {
        Kills kills = Kills.of(written.kill(KillScope.TOOL, "search")
                .kill(KillScope.TOOL, "shell", null, NOW, InFlight.DRAIN)
                .kill(KillScope.TOOL, "mail", null, NOW, InFlight.DRAIN)
                .kill(KillScope.TOOL, "mail")
                .active());

        assertThat(kills.tools(CLOCK)).containsExactlyInAnyOrder("search", "mail");
        assertThat(kills.find(KillScope.TOOL, "search", CLOCK))
                .extracting(Killed::publicReason)
                .isEqualTo("Tool 'search' is stopped by its operators.");
        assertThat(kills.find(KillScope.TOOL, "shell", CLOCK)).isNull();
    }

    @Test
    void oneOfTenThousandIsFound() {
        KillScope[] scopes = {KillScope.ROUTE, KillScope.MODEL, KillScope.KEY, KillScope.TARGET};
        for (int i = 0; i < 10_000; i++) {
            written.kill(scopes[i % scopes.length], "other-" + i);
        }
        assertThat(find(written)).isNull();

        assertThat(find(written.kill(KillScope.TARGET, "fast"))).isNotNull();
    }

    private static @Nullable Killed find(Written written) {
        return Kills.of(written.active()).find(SUPPORT, "app", FAST, CLOCK);
    }

    private static Release release(String name, @Nullable Prompt prompt) {
        Route route = new Route(
                name,
                "purpose",
                List.of("fast"),
                prompt == null ? null : prompt.label(),
                null,
                Sampling.CALLERS,
                Deadlines.DEFAULT,
                null,
                null,
                null,
                RouterPolicy.FIXED);
        return Release.of(new ReleaseContent(route, List.of(FAST), prompt, null), Map.of(), Map.of());
    }
}
