package dev.penstock.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.config.StoredText;
import dev.penstock.core.config.TraceTerms;
import dev.penstock.trace.RecordedRequest;
import dev.penstock.trace.Redaction;
import dev.penstock.trace.Replayed;
import dev.penstock.trace.TraceJson;
import dev.penstock.trace.store.KeptText;
import dev.penstock.trace.store.TraceReader.Answer;
import dev.penstock.trace.store.TraceSearch;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/traces/{id}/replay}: a recorded request once more, against another release of its route. */
final class ReplayEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayEndpoint.class);

    private final Vertx vertx;
    private final TraceSearch traces;
    private final Admin admin;

    /** A request that is to be replayed, and against what. */
    private record Wanted(String id, JsonNode story, KnownRoute route, ReleaseContent release, TraceTerms terms) {}

    ReplayEndpoint(Vertx vertx, TraceSearch traces, Admin admin) {
        this.vertx = vertx;
        this.traces = traces;
        this.admin = admin;
    }

    CompletionStage<Reply> replay(Call call) {
        String id = call.path("id");
        String release = call.query("release");
        if (release == null) {
            return done(Problem.missing("release", "the id or number of a release of the trace's route"));
        }
        return traces.find(id).thenCompose(found -> switch (found) {
            case TraceSearch.Found.Here(byte[] story) ->
                replay(id, json(story), release, call.holder().name());
            case TraceSearch.Found.Unknown() -> done(TraceEndpoint.unknown(id));
            case TraceSearch.Found.Away(String node) -> done(TraceEndpoint.away(node));
            case TraceSearch.Found.NotRead(String why) -> done(TraceEndpoint.unusable(why));
        });
    }

    private CompletionStage<Reply> replay(String id, JsonNode story, String release, String principal) {
        String recorded = story.path("release").asText();
        if (recorded.isEmpty()) {
            return done(Problem.of(
                    409, "Conflict", "Trace '" + id + "' was refused before a release served it: nothing was asked."));
        }
        KnownRoute route = KnownRoute.named(story.path("route").asText(), admin);
        Optional<Reply> problem = route.problem(admin);
        if (problem.isPresent()) {
            return done(problem.get());
        }
        Optional<ReleaseContent> against = route.release(release).flatMap(route::content);
        if (against.isEmpty()) {
            return done(route.unknownRelease(release));
        }
        // A release of files that were changed since is not known any more.
        TraceTerms terms = route.content(recorded).orElse(against.get()).route().traces();
        Wanted wanted = new Wanted(id, story, route, against.get(), terms);
        return admin.texts().text(id).thenCompose(answer -> switch (answer) {
            case Answer.NotRead<Optional<KeptText>>(String why) -> done(TraceEndpoint.unusable(why));
            case Answer.Read<Optional<KeptText>>(Optional<KeptText> text) ->
                text.isPresent() && text.get().request() != null
                        ? replay(wanted, text.get().request(), text.get().answer(), principal)
                        : done(notKept(wanted));
        });
    }

    private CompletionStage<Reply> replay(
            Wanted wanted, String request, @Nullable String recordedAnswer, String principal) {
        RecordedRequest recorded = new RecordedRequest(
                wanted.id,
                wanted.story.path("endpoint").asText(),
                wanted.story.path("caller").textValue(),
                facts(wanted.story),
                request.getBytes(UTF_8));
        return admin.replays().replay(recorded, wanted.release).thenCompose(replayed -> switch (replayed) {
            case Replayed.Over over -> {
                LOG.info(
                        "trace {} of route '{}' was replayed against release {} by '{}': trace {}",
                        wanted.id,
                        wanted.route.name(),
                        wanted.release.id(),
                        principal,
                        over.trace().id());
                yield vertx.executeBlocking(() -> shown(wanted, recordedAnswer, over), false)
                        .toCompletionStage();
            }
            case Replayed.Impossible(String why) ->
                done(Problem.of(409, "Conflict", "Trace '" + wanted.id + "' cannot be replayed: " + why));
            case Replayed.Busy(int most) ->
                done(Problem.of(
                        429,
                        "Too many replays",
                        most + " replays are under way on this node, which is as many as may be: ask again later."));
        });
    }

    private static RequestFacts facts(JsonNode story) {
        List<String> contextIds = new ArrayList<>();
        story.path("context_ids").forEach(each -> contextIds.add(each.asText()));
        return new RequestFacts(
                story.path("digest").textValue(), story.path("session").textValue(), contextIds, Map.of(), List.of());
    }

    private Reply notKept(Wanted wanted) {
        String keeper = wanted.id.substring(0, Math.max(0, wanted.id.lastIndexOf('-')));
        String own = admin.config().node();
        if (admin.config().cluster() != null
                && admin.config().database() == null
                && !keeper.isEmpty()
                && !keeper.equals(own)) {
            return Problem.of(
                    503,
                    "Node away",
                    "Node '" + keeper + "' has the text of this trace, and not node '" + own + "': ask that one.");
        }
        TraceTerms terms = wanted.terms;
        return Problem.of(
                409,
                "Text not kept",
                terms.text() == StoredText.NONE
                        ? "Route '" + wanted.route.name()
                                + "' stores no text of its requests (traces: {text: none}), so that there is nothing to"
                                + " replay. What comes in can be replayed under a release with text: redacted or full."
                        : "The text of trace '" + wanted.id + "' is not stored: not yet, which takes a second; or no"
                                + " more, for it is kept for " + terms.keep().toSeconds()
                                + " s (traces.keep); or never, for it was longer than a megabyte or the store was"
                                + " busy.");
    }

    private static Reply shown(Wanted wanted, @Nullable String recordedAnswer, Replayed.Over over) {
        JsonNode before = recordedAnswer == null ? null : answer(recordedAnswer.getBytes(UTF_8));
        // As the recorded one was stored, so that both can be compared, and nobody is shown more.
        JsonNode now =
                over.answer() == null ? null : answer(Redaction.of(wanted.terms).json(over.answer()));
        ObjectNode body = Json.object()
                .put("trace", wanted.id)
                .put("route", wanted.route.name())
                .put("release", wanted.release.id())
                .put("redacted", wanted.terms.text() == StoredText.REDACTED)
                .put(
                        "same",
                        before != null && now != null && AnswerText.of(before).equals(AnswerText.of(now)));
        body.set("recorded", side(wanted.story, before));
        body.set("replayed", side(json(TraceJson.line(over.trace())), now));
        return Reply.ok(body);
    }

    private static ObjectNode side(JsonNode story, @Nullable JsonNode answer) {
        ObjectNode side = Json.object();
        for (String field : List.of("trace", "release", "outcome")) {
            side.set(field, story.path(field));
        }
        side.put("error", story.path("error").textValue());
        JsonNode attempts = story.path("attempts");
        JsonNode contract = attempts.path(attempts.size() - 1).path("contract");
        side.set("contract", contract.isMissingNode() ? null : contract);
        side.set("cost_microdollars", story.path("cost_microdollars"));
        side.set("total_us", story.path("total_us"));
        var targets = side.putArray("targets");
        attempts.forEach(attempt -> targets.add(attempt.path("target")));
        side.put("text", answer == null ? null : AnswerText.of(answer));
        side.set("answer", answer);
        return side;
    }

    /** Null for what is none, as what was blotted out of something else than JSON. */
    private static @Nullable JsonNode answer(byte[] json) {
        try {
            return json.length == 0 ? null : Json.read(json);
        } catch (IOException e) {
            return null;
        }
    }

    private static JsonNode json(byte[] story) {
        try {
            return Json.read(story);
        } catch (IOException e) {
            throw new UncheckedIOException("a story of ours is not JSON", e);
        }
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
