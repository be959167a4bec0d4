package dev.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A person who looks at reviews on a node, and callers who ask what came of theirs. */
final class Decider {
    private final TestNode node;

    Decider(TestNode node) {
        this.node = node;
    }

    /** The reviews of a status, the newest first. */
    JsonNode list(String status) {
        return TestNode.json(node.admin("/admin/v1/reviews?status=" + status).body())
                .path("reviews");
    }

    /** All of one. */
    JsonNode read(String id) {
        return TestNode.json(node.admin("/admin/v1/reviews/" + id).body());
    }

    /** Decides; fails if that is not taken. {@code more} are fields in JSON. */
    JsonNode decide(String id, String decision, String more) {
        return node.adminPost("/reviews/" + id + "/resolve", body(decision, more));
    }

    /** Decides what is refused, and says why. */
    JsonNode refused(String id, String decision, String more) {
        HttpResponse<String> answer = node.send(HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + node.node().adminPort() + "/admin/v1/reviews/" + id + "/resolve"))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + TestNode.TOKEN)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        body(decision, ",\"reason\":\"a test\",\"actor\":\"tests\"" + more)))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return TestNode.json(answer.body());
    }

    private static String body(String decision, String more) {
        return "{\"decision\":\"" + decision + "\"" + more + "}";
    }

    /** What a caller with a key is told of one. */
    HttpResponse<String> ask(String id, @Nullable String key, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.dataUrl() + "/v1/reviews/" + id))
                .timeout(Duration.ofSeconds(20));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return node.send(request.build());
    }

    /** The same of a caller with the tests' key, who is answered. */
    JsonNode told(String id) {
        HttpResponse<String> answer = ask(id, TestNode.KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestNode.json(answer.body());
    }
}
