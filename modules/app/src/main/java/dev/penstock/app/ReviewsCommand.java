package dev.penstock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock reviews}. */
@Command(
        name = "reviews",
        description = "What people are asked to look at: escalated requests, and tool calls that are only proposed.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReviewsCommand.Listing.class,
            ReviewsCommand.Show.class,
            ReviewsCommand.Claim.class,
            ReviewsCommand.Release.class,
            ReviewsCommand.Resolve.class
        })
final class ReviewsCommand extends CommandGroup {
    private static final String PATH = "/admin/v1/reviews";

    private static String path(String id) {
        return PATH + "/" + AdminClient.segment(id);
    }

    /** {@code penstock reviews list}. */
    @Command(
            name = "list",
            description = "List those of all nodes, the newest first.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock reviews list", "  penstock reviews list --status resolved --route support"})
    static final class Listing implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Option(names = "--status", paramLabel = "STATUS", description = "open, claimed, resolved or expired.")
        private @Nullable String status;

        @Option(names = "--route", paramLabel = "ROUTE", description = "Only those of a route.")
        private @Nullable String route;

        @Option(names = "--kind", paramLabel = "KIND", description = "escalation or proposal.")
        private @Nullable String kind;

        @Option(names = "--limit", paramLabel = "N", description = "How many, 1 to 1000. Default: 100")
        private @Nullable Integer limit;

        @Option(names = "--after", paramLabel = "ID", description = "Only those behind this one.")
        private @Nullable String after;

        @Override
        public void run() {
            StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
            add(query, "status", status);
            add(query, "route", route);
            add(query, "kind", kind);
            add(query, "limit", limit);
            add(query, "after", after);
            JsonNode answer = admin.client().get(PATH + query);
            admin.show(answer, out -> {
                Table table = new Table("id", "status", "kind", "route", "why", "at", "expires", "by");
                answer.path("reviews")
                        .forEach(review -> table.row(
                                review.path("id"),
                                review.path("status"),
                                review.path("kind"),
                                review.path("route"),
                                Told.list(review.path("why")),
                                review.path("at"),
                                review.path("expires"),
                                review.has("resolved") ? review.at("/resolved/actor") : review.at("/claim/actor")));
                if (table.isEmpty()) {
                    out.println("There is no such review.");
                } else {
                    table.print(out);
                }
                if (answer.path("next").isTextual()) {
                    out.println(
                            "More: --after " + Table.plain(answer.path("next").asText()));
                }
                if (!answer.path("silent").isEmpty()) {
                    out.println("Missing are those of " + Told.list(answer.path("silent")) + ".");
                }
            });
        }

        static void add(StringJoiner query, String name, @Nullable Object value) {
            if (value != null) {
                query.add(name + "=" + URLEncoder.encode(value.toString(), UTF_8));
            }
        }
    }

    /** {@code penstock reviews show ID}. */
    @Command(
            name = "show",
            description = "Show one with what was asked, what is proposed, and its history.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock reviews show node-a.19aa3c1f0b2..."})
    static final class Show implements Runnable {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(paramLabel = "ID", description = "The review, as 'penstock reviews list' has it.")
        private String id = "";

        @Override
        public void run() {
            JsonNode answer = admin.client().get(path(id));
            admin.show(answer, out -> {
                head(answer, out);
                for (JsonNode event : answer.path("history")) {
                    out.println("  " + Table.plain(event.path("at").asText()) + "  "
                            + Table.plain(event.path("deed").asText()) + " by "
                            + Table.plain(event.path("actor").asText()) + ": "
                            + Table.plain(event.path("reason").asText()));
                }
                part("request", answer.path("request"), out);
                part("proposed", answer.path("proposed"), out);
                part("wrong", answer.path("wrong"), out);
                part("answer", answer.path("answer"), out);
            });
        }

        private static void part(String name, JsonNode value, PrintWriter out) {
            if (!value.isNull() && !value.isMissingNode()) {
                out.println(name + ":");
                String text = value.isTextual() ? value.textValue() : value.toPrettyString();
                text.lines().forEach(line -> out.println("  " + line.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ")));
            }
        }
    }

    private static void head(JsonNode review, PrintWriter out) {
        JsonNode resolved = review.path("resolved");
        JsonNode claim = review.path("claim");
        out.println("Review " + Table.plain(review.path("id").asText()) + " ("
                + Table.plain(review.path("kind").asText()) + " of route '"
                + Table.plain(review.path("route").asText()) + "') is "
                + Table.plain(review.path("status").asText())
                + (claim.isObject()
                        ? " by " + Table.plain(claim.path("actor").asText()) + " until "
                                + Table.plain(claim.path("until").asText())
                        : "")
                + (resolved.isObject()
                        ? ": " + Table.plain(resolved.path("decision").asText()) + " by "
                                + Table.plain(resolved.path("actor").asText())
                        : "")
                + ".");
        if (review.path("unchanged").asBoolean()) {
            out.println("It was so already: nothing was written.");
        }
    }

    /** {@code penstock reviews claim ID}. */
    @Command(
            name = "claim",
            description = "Have one for 15 minutes, or for 15 more.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock reviews claim node-a.19aa3c1f0b2... --reason mine"})
    static final class Claim extends Move implements Runnable {
        @Override
        public void run() {
            send("claim", why.body());
        }
    }

    /** {@code penstock reviews release ID}. */
    @Command(
            name = "release",
            description = "Give one back.",
            mixinStandardHelpOptions = true,
            footer = {"", "  penstock reviews release node-a.19aa3c1f0b2... --reason 'not mine'"})
    static final class Release extends Move implements Runnable {
        @Override
        public void run() {
            send("release", why.body());
        }
    }

    /** {@code penstock reviews resolve ID DECISION}. */
    @Command(
            name = "resolve",
            description = "Decide: the caller is told the decision, the reason and the answer.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "A proposal: approve, edit (with --call) or reject. An escalation: answer (with --text) or reject.",
                "",
                "  penstock reviews resolve ID approve --reason 'as it should be'",
                "  penstock reviews resolve ID edit --call 'transfer={\"euros\":5}' --reason 'too much'",
                "  penstock reviews resolve ID answer --text 'It arrives on Monday.' --reason 'asked the shop'",
                "  penstock reviews resolve ID reject --text 'We cannot do that.' --reason 'fraud'"
            })
    static final class Resolve extends Move implements Runnable {
        @Parameters(index = "1", paramLabel = "DECISION", description = "approve, edit, answer or reject.")
        private String decision = "";

        @Option(names = "--text", paramLabel = "TEXT", description = "What the caller is answered.")
        private @Nullable String text;

        @Option(
                names = "--call",
                paramLabel = "TOOL=JSON",
                description =
                        "A tool call that takes the place of those that were proposed; more than once for several.")
        private List<String> calls = List.of();

        @Override
        public void run() {
            ObjectNode body = why.body().put("decision", decision);
            if (text != null) {
                body.put("text", text);
            }
            if (!calls.isEmpty()) {
                ArrayNode array = body.putArray("tool_calls");
                calls.forEach(call -> array.add(call(call)));
            }
            send("resolve", body);
        }

        private ObjectNode call(String call) {
            int equals = call.indexOf('=');
            try {
                if (equals > 0
                        && AdminClient.JSON.readTree(call.substring(equals + 1)) instanceof ObjectNode arguments) {
                    ObjectNode json = AdminClient.JSON.createObjectNode().put("name", call.substring(0, equals));
                    json.set("arguments", arguments);
                    return json;
                }
            } catch (IOException e) {
                throw admin.wrongUsage("--call is '" + call + "', expected TOOL={...} with a JSON object");
            }
            throw admin.wrongUsage("--call is '" + call + "', expected TOOL={...} with a JSON object");
        }
    }

    /** What the moves have in common. */
    abstract static class Move {
        @Mixin
        AdminOptions admin = new AdminOptions();

        @Mixin
        Why why = new Why();

        @Parameters(index = "0", paramLabel = "ID", description = "The review, as 'penstock reviews list' has it.")
        private String id = "";

        final void send(String move, ObjectNode body) {
            JsonNode answer = admin.client().send("POST", path(id) + "/" + move, body);
            admin.show(answer, out -> head(answer, out));
        }
    }
}
