package dev.penstock.app.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.app.chaos.Look.Canary;
import dev.penstock.app.chaos.Look.Picture;
import dev.penstock.app.chaos.Look.Route;
import dev.penstock.testkit.cluster.Answer;
import dev.penstock.testkit.cluster.Member;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what one node shows, and asks it for chats as an application does. */
final class Onlooker {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Pattern REASON = Pattern.compile("operator\\d+-\\d+");

    private final Member member;
    private final HttpClient http;
    private final Ticker ticker;

    Onlooker(Member member, HttpClient http, Ticker ticker) {
        this.member = member;
        this.http = http;
        this.ticker = ticker;
    }

    /** What it shows; empty if it does not answer. */
    Optional<Look> look() {
        long begun = ticker.us();
        Answer kills = member.read("/admin/v1/kills", LIMIT);
        if (kills.status() != 200) {
            return Optional.empty();
        }
        Map<String, Route> routes = new HashMap<>();
        for (String route : Records.ROUTES) {
            // The releases last: a route that shows one has it.
            Answer shown = member.read("/admin/v1/routes/" + route, LIMIT);
            Answer releases = member.read("/admin/v1/routes/" + route + "/releases", LIMIT);
            if (shown.status() == 200 && releases.status() == 200) {
                routes.put(route, route(shown.body(), releases.body().path("releases")));
            } else if (shown.status() != 404 && releases.status() != 404) {
                return Optional.empty();
            }
        }
        return Optional.of(new Look(
                member.name(),
                begun,
                ticker.us(),
                new Picture(kills(kills.body().path("kills")), routes)));
    }

    private static Map<String, String> kills(JsonNode shown) {
        Map<String, String> kills = new HashMap<>();
        for (JsonNode kill : shown) {
            kills.put(kill.path("id").asText(), kill.path("reason").asText());
        }
        return kills;
    }

    private static Route route(JsonNode shown, JsonNode releases) {
        List<String> reasons = new ArrayList<>();
        releases.forEach(release -> reasons.add(release.path("reason").asText()));
        Set<String> withdrawn = new HashSet<>();
        for (JsonNode one : shown.path("withdrawn")) {
            // Null where the release itself is not there yet.
            JsonNode reason = one.path("release").path("reason");
            if (reason.isTextual()) {
                withdrawn.add(reason.textValue());
            }
        }
        JsonNode canary = shown.path("canary");
        return new Route(
                shown.path("serves").path("reason").textValue(),
                reasons,
                withdrawn,
                canary.isObject()
                        ? new Canary(
                                canary.path("reason").asText(),
                                canary.path("release").path("reason").asText(),
                                canary.path("share").asInt())
                        : null);
    }

    /** What it answers to a chat; empty if it does not. */
    Optional<Ask> ask(String route) {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(member.dataUrl() + "/v1/chat/completions"))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + route + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build();
        long begun = ticker.us();
        try {
            HttpResponse<String> answer = http.send(chat, HttpResponse.BodyHandlers.ofString());
            Matcher kill = REASON.matcher(answer.body());
            return Optional.of(new Ask(
                    member.name(),
                    begun,
                    ticker.us(),
                    route,
                    Answer.ofUnreachable(answer),
                    kill.find() ? kill.group() : null,
                    answer.headers().firstValue("x-penstock-release").orElse(null)));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
