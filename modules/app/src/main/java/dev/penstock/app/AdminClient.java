package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls a node's admin API. What goes wrong is a {@link Failure} in the words of the node. */
final class AdminClient {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String base;
    private final String token;
    private final boolean json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** {@code json} tells what goes wrong as the node's own JSON, too. */
    AdminClient(String base, String token, boolean json) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.token = token;
        this.json = json;
    }

    /** A text as one segment of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    static String route(String name) {
        return "/admin/v1/routes/" + segment(name);
    }

    JsonNode get(String path) {
        return send("GET", path, null);
    }

    /** Hands the data of each server-sent event on, until the node ends the answer. */
    void events(String path, Consumer<JsonNode> told) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() >= 400) {
                    JsonNode problem = JSON.readTree(lines.collect(Collectors.joining("\n")));
                    throw new Failure(json ? problem.toPrettyString() : said(response.statusCode(), problem));
                }
                for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
                    String line = all.next();
                    if (line.startsWith("data: ")) {
                        told.accept(JSON.readTree(line.substring("data: ".length())));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(
                    "No more events from " + base + " (" + e.getClass().getSimpleName() + ").");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    JsonNode send(String method, String path, @Nullable ObjectNode body) {
        return send(method, path, body, PATIENCE);
    }

    /** The same for what takes its time. */
    JsonNode send(String method, String path, @Nullable ObjectNode body, Duration patience) {
        try {
            return JSON.readTree(text(method, path, body, patience));
        } catch (JsonProcessingException e) {
            throw new Failure(base + " answered something else than JSON: is it the admin plane?");
        }
    }

    /** What a node answers that is no JSON, but for what goes wrong. */
    String text(String path) {
        return text("GET", path, null, PATIENCE);
    }

    private String text(String method, String path, @Nullable ObjectNode body, Duration patience) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(patience)
                    .header("authorization", "Bearer " + token);
            if (body == null) {
                request.method(method, HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
            }
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                JsonNode problem = JSON.readTree(response.body());
                throw new Failure(json ? problem.toPrettyString() : said(response.statusCode(), problem));
            }
            return response.body();
        } catch (JsonProcessingException e) {
            throw new Failure(base + " answered something else than JSON: is it the admin plane?");
        } catch (IOException e) {
            throw new Failure("No answer from " + base + " (" + e.getClass().getSimpleName()
                    + "). Is a node running there, with an admin plane (a token under admin)? --admin says where.");
        } catch (IllegalArgumentException e) {
            throw new Failure("'" + base + "' cannot be called: expected --admin http://HOST:PORT");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted: whether this was written is not known.");
        }
    }

    private static String said(int status, JsonNode problem) {
        StringBuilder said = new StringBuilder()
                .append(Table.plain(problem.path("title").asText("Refused")))
                .append(" (")
                .append(status)
                .append(')');
        JsonNode errors = problem.path("errors");
        if (errors.isEmpty()) {
            return said.append(": ")
                    .append(Table.plain(problem.path("detail").asText()))
                    .toString();
        }
        errors.forEach(error -> said.append("\n  ")
                .append(Table.plain(error.path("field").asText()))
                .append(" is ")
                .append(Table.plain(error.path("value").asText()))
                .append(", expected ")
                .append(Table.plain(error.path("expected").asText().replaceFirst("^expected ", ""))));
        return said.toString();
    }
}
