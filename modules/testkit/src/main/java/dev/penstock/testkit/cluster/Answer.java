package dev.penstock.testkit.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpResponse;

/**
 * What came back from a node.
 *
 * @param status of HTTP; {@link #NOT_SENT} and {@link #LOST} where there is none
 */
public record Answer(int status, JsonNode body) {
    /** The node took no connection: it has never seen the request. */
    public static final int NOT_SENT = -1;
    /** The connection was lost, or nothing came in time: nobody knows whether the node has done it. */
    public static final int LOST = 0;

    static Answer none(int why) {
        return new Answer(why, MissingNode.getInstance());
    }

    /**
     * The status of the data plane's answer to a request whose only target cannot be reached: 502, whether it was tried
     * just now or has failed so often that its breaker is open. A 503 is a stop, then.
     */
    public static int ofUnreachable(HttpResponse<String> answer) {
        return answer.body().contains("\"targets_failing\"") ? 502 : answer.statusCode();
    }
}
