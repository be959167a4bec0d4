package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which release gets a part of a route's requests as a canary or a shadow, and how large it is. */
final class SplitTerms {
    @Option(names = "--release", paramLabel = "N", description = "The candidate, by its number or id.")
    private @Nullable String release;

    @Option(names = "--share", paramLabel = "PERCENT", description = "Its share, as 5 or 0.1.")
    private @Nullable String share;

    @Option(names = "--end", description = "End it.")
    private boolean end;

    /** Whether something is to be changed; {@code own} are the terms that only this kind of split has. */
    boolean change(ObjectNode own) {
        return end || release != null || share != null || !own.isEmpty();
    }

    /** Sets or ends the {@code split} of a route as these say; asks for the route where they say nothing. */
    JsonNode send(AdminOptions admin, Why why, String route, String split, ObjectNode own) {
        String path = AdminClient.route(route);
        if (!change(own)) {
            return admin.client().get(path);
        }
        if (end && (release != null || share != null || !own.isEmpty())) {
            throw admin.wrongUsage("--end goes with no other terms");
        }
        if (!end && share == null) {
            throw admin.wrongUsage("Missing required option: '--share=PERCENT'");
        }
        ObjectNode body = why.body().put("share", end ? "0" : share);
        if (release != null) {
            body.put("release", release);
        }
        return admin.client().send("PUT", path + "/" + split, body.setAll(own));
    }
}
