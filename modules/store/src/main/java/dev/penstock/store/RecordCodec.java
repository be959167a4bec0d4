package dev.penstock.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.ReleaseDocument;
import dev.penstock.config.RolloutJson;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Sha256;
import dev.penstock.core.Share;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Approval;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlRecord.Vote;
import dev.penstock.core.state.EvalGate;
import dev.penstock.core.state.EvalResult;
import dev.penstock.core.state.InFlight;
import dev.penstock.core.state.KillScope;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.Sticky;
import dev.penstock.core.state.Trigger;
import dev.penstock.core.state.Voter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes: JSON with its members in a fixed order. What is read is kept as it came, so nothing is ever written
 * again that another version wrote.
 */
final class RecordCodec {
    private static final int VERSION = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordCodec() {}

    /** Makes a record: gives it its bytes and, by them, its id. */
    static StoredRecord write(long lamport, Instant at, String node, Author author, List<String> parents, Entry entry) {
        ObjectNode json = JSON.createObjectNode()
                .put("v", VERSION)
                .put("kind", kind(entry))
                .put("lamport", lamport)
                .put("at", at.toString())
                .put("node", node)
                .put("actor", author.actor())
                .put("reason", author.reason());
        if (!author.principal().isEmpty()) {
            json.put("principal", author.principal());
        }
        if (author.request() != null) {
            json.putObject("request")
                    .put("key", author.request().key())
                    .put("fingerprint", author.request().fingerprint());
        }
        if (author.approvedBy() != null) {
            json.putObject("approved_by")
                    .put("request", author.approvedBy().request())
                    .put("principal", author.approvedBy().principal())
                    .put("actor", author.approvedBy().actor())
                    .put("reason", author.approvedBy().reason());
        }
        json.set("parents", texts(parents));
        json.set("payload", payload(entry));
        try {
            byte[] bytes = JSON.writeValueAsBytes(json);
            return new StoredRecord(
                    new ControlRecord(Sha256.hex(bytes), lamport, at, node, author, parents, entry), bytes);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record. One of a kind or a version that is not known here, or whose payload cannot be read, is an unknown
     * one; empty if the bytes are no record at all.
     */
    static Optional<StoredRecord> read(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            ControlRecord record = new ControlRecord(
                    Sha256.hex(bytes),
                    json.required("lamport").longValue(),
                    Instant.parse(json.required("at").textValue()),
                    json.required("node").textValue(),
                    new Author(
                            json.required("actor").textValue(),
                            json.required("reason").textValue(),
                            json.path("principal").asText(),
                            request(json.path("request")),
                            approval(json.path("approved_by"))),
                    texts(json.required("parents")),
                    entry(json));
            return Optional.of(new StoredRecord(record, bytes));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Entry entry(JsonNode json) {
        String kind = json.required("kind").textValue();
        if (json.required("v").intValue() != VERSION) {
            return new Entry.Unknown(kind + " of version " + json.required("v"));
        }
        try {
            return entry(kind, json.required("payload"));
        } catch (RuntimeException e) {
            return new Entry.Unknown(kind);
        }
    }

    private static String kind(Entry entry) {
        return switch (entry) {
            case Entry.Commit _ -> "commit";
            case Entry.Unknown(String kind) -> kind;
            case Entry.Said(Command command) -> command.kind();
        };
    }

    private static JsonNode payload(Entry entry) {
        ObjectNode payload = JSON.createObjectNode();
        switch (entry) {
            case Entry.Commit(String proposal, List<Vote> votes) -> {
                ArrayNode array = payload.put("proposal", proposal).putArray("votes");
                votes.forEach(vote -> array.addObject()
                        .put("node", vote.node())
                        .put("journal", vote.journal())
                        .put("seal", vote.seal()));
            }
            case Entry.Unknown(String kind) ->
                throw new IllegalArgumentException("'" + kind + "' is not known here and cannot be written");
            case Entry.Said(Command command) -> put(payload, command);
        }
        return payload;
    }

    private static void put(ObjectNode payload, Command command) {
        switch (command) {
            case Command.Kill kill ->
                payload.put("scope", kill.scope().word())
                        .put("key", kill.key())
                        .put("public_reason", kill.publicReason())
                        .put(
                                "expires",
                                kill.expires() == null ? null : kill.expires().toString())
                        .put("inflight", kill.inFlight().word());
            case Command.Lift(List<String> kills) -> payload.set("kills", texts(kills));
            case Command.Withdraw(String route, String release) ->
                payload.put("route", route).put("release", release);
            case Command.PublishRelease(var content, boolean activate) ->
                payload.put("activate", activate)
                        .put("route", content.route().name())
                        .set("release", tree(ReleaseDocument.write(content)));
            case Command.Activate(String route, String release, List<String> overWithdraws) ->
                payload.put("route", route).put("release", release).set("over_withdraws", texts(overWithdraws));
            case Command.SetCanary(String route, String candidate, Share share, Sticky sticky, String salt) ->
                payload.put("route", route)
                        .put("candidate", candidate)
                        .put("share_millionths", share.millionths())
                        .put("sticky", sticky.word())
                        .put("salt", salt);
            case Command.EndCanary(String route, List<String> canaries) ->
                payload.put("route", route).set("canaries", texts(canaries));
            case Command.SetShadow(String route, String candidate, Share share, int concurrency) ->
                payload.put("route", route)
                        .put("candidate", candidate)
                        .put("share_millionths", share.millionths())
                        .put("concurrency", concurrency);
            case Command.EndShadow(String route, List<String> shadows) ->
                payload.put("route", route).set("shadows", texts(shadows));
            case Command.RecordEval(String route, String candidate, String baseline, EvalResult result) ->
                payload.put("route", route)
                        .put("candidate", candidate)
                        .put("baseline", baseline)
                        .put("digest", result.digest())
                        .put("cases", result.cases())
                        .put("passed", result.passed())
                        .put("baseline_passed", result.baselinePassed())
                        .put("lost", result.lost())
                        .put("min_cases", result.gate().minCases())
                        .put("max_lost", result.gate().maxLost())
                        .put("min_pass", result.gate().minPass())
                        .put("verdict", result.verdict());
            case Command.StartRollout start ->
                payload.put("route", start.route())
                        .put("baseline", start.baseline())
                        .put("candidate", start.candidate())
                        .put("sticky", start.sticky().word())
                        .put("salt", start.salt())
                        .put("mode", start.mode().word())
                        .<ObjectNode>set("over_withdraws", texts(start.overWithdraws()))
                        .set("policy", RolloutJson.of(start.policy()));
            case Command.EnterStage(String route, String rollout, int stage, List<String> over) ->
                payload.put("route", route)
                        .put("rollout", rollout)
                        .put("stage", stage)
                        .set("over_pauses", texts(over));
            case Command.ApproveStage(String route, String rollout, int stage) ->
                payload.put("route", route).put("rollout", rollout).put("stage", stage);
            case Command.PauseRollout(String route, List<String> rollouts) ->
                payload.put("route", route).set("rollouts", texts(rollouts));
            case Command.ResumeRollout(String route, String rollout, List<String> over) ->
                payload.put("route", route).put("rollout", rollout).set("over_pauses", texts(over));
            case Command.EndRollout(String route, List<String> rollouts) ->
                payload.put("route", route).set("rollouts", texts(rollouts));
            case Command.OverrideColdStart(String node, List<String> missing) ->
                payload.put("node", node).set("missing", texts(missing));
            case Command.SetVoters(List<Voter> voters) -> {
                ArrayNode array = payload.putArray("voters");
                voters.forEach(
                        voter -> array.addObject().put("node", voter.node()).put("journal", voter.journal()));
            }
            case Command.Settle(List<String> conflicts) -> payload.set("conflicts", texts(conflicts));
            case Command.SetBudget(String budget, long units, BudgetPeriod period) ->
                payload.put("budget", budget).put("units", units).put("period", period.word());
            case Command.GrantBlock(String budget, Instant start, String node, String journal, long units) ->
                payload.put("budget", budget)
                        .put("period_start", start.toString())
                        .put("node", node)
                        .put("journal", journal)
                        .put("units", units);
            case Command.ReturnBlock(String budget, String grant, String node, String journal, long unspent) ->
                payload.put("budget", budget)
                        .put("grant", grant)
                        .put("node", node)
                        .put("journal", journal)
                        .put("unspent", unspent);
            case Command.AddTrigger(Trigger trigger) -> TriggerCodec.put(payload, trigger);
            case Command.RevokeTrigger(List<String> triggers) -> payload.set("triggers", texts(triggers));
            case Command.SetPolicy(Policy policy) -> PolicyCodec.put(payload, policy);
            case Command.AskApproval(Command.Resuming asked, Instant expires) -> {
                payload.put("expires", expires.toString()).put("kind", asked.kind());
                put(payload.putObject("payload"), asked);
            }
            case Command.KeepRule(KeptRule rule, List<String> over) ->
                RuleCodec.put(payload, rule).set("over_revocations", texts(over));
            case Command.RevokeRule(String id, HealingRule rule) -> RuleCodec.put(payload.put("rule", id), rule);
            case Command.EndApproval(List<String> requests) -> payload.set("requests", texts(requests));
        }
    }

    private static Entry entry(String kind, JsonNode from) {
        return switch (kind) {
            case "commit" -> new Entry.Commit(text(from, "proposal"), votes(from.required("votes")));
            case "override" ->
                new Entry.Said(new Command.OverrideColdStart(text(from, "node"), texts(from.required("missing"))));
            case "set-voters" -> new Entry.Said(new Command.SetVoters(voters(from.required("voters"))));
            case "settle" -> new Entry.Said(new Command.Settle(texts(from.required("conflicts"))));
            case "add-trigger" -> new Entry.Said(new Command.AddTrigger(TriggerCodec.read(from)));
            case "revoke-trigger" -> new Entry.Said(new Command.RevokeTrigger(texts(from.required("triggers"))));
            case "set-policy" -> new Entry.Said(new Command.SetPolicy(PolicyCodec.read(from)));
            case "ask-approval" ->
                entry(text(from, "kind"), from.required("payload")) instanceof Entry.Said(Command.Resuming asked)
                        ? new Entry.Said(new Command.AskApproval(asked, Instant.parse(text(from, "expires"))))
                        : new Entry.Unknown(kind);
            case "end-approval" -> new Entry.Said(new Command.EndApproval(texts(from.required("requests"))));
            case "keep-rule" ->
                new Entry.Said(
                        new Command.KeepRule(RuleCodec.readKept(from), texts(from.required("over_revocations"))));
            case "revoke-rule" -> new Entry.Said(new Command.RevokeRule(text(from, "rule"), RuleCodec.read(from)));
            case "kill" ->
                new Entry.Said(new Command.Kill(
                        KillScope.of(text(from, "scope")).orElseThrow(),
                        text(from, "key"),
                        from.required("public_reason").textValue(),
                        instant(from.required("expires").textValue()),
                        InFlight.of(text(from, "inflight")).orElseThrow()));
            case "lift" -> new Entry.Said(new Command.Lift(texts(from.required("kills"))));
            case "withdraw" -> new Entry.Said(new Command.Withdraw(text(from, "route"), text(from, "release")));
            case "publish-release" ->
                new Entry.Said(new Command.PublishRelease(
                        release(from.required("release").toString()),
                        from.required("activate").booleanValue()));
            case "activate" ->
                new Entry.Said(new Command.Activate(
                        text(from, "route"), text(from, "release"), texts(from.required("over_withdraws"))));
            case "set-canary" ->
                new Entry.Said(new Command.SetCanary(
                        text(from, "route"),
                        text(from, "candidate"),
                        share(from),
                        Sticky.of(text(from, "sticky")),
                        text(from, "salt")));
            case "end-canary" ->
                new Entry.Said(new Command.EndCanary(text(from, "route"), texts(from.required("canaries"))));
            case "set-shadow" ->
                new Entry.Said(new Command.SetShadow(
                        text(from, "route"),
                        text(from, "candidate"),
                        share(from),
                        from.required("concurrency").intValue()));
            case "end-shadow" ->
                new Entry.Said(new Command.EndShadow(text(from, "route"), texts(from.required("shadows"))));
            case "record-eval" ->
                new Entry.Said(new Command.RecordEval(
                        text(from, "route"), text(from, "candidate"), text(from, "baseline"), result(from)));
            case "start-rollout" ->
                new Entry.Said(new Command.StartRollout(
                        text(from, "route"),
                        text(from, "baseline"),
                        text(from, "candidate"),
                        RolloutJson.read(from.required("policy")),
                        Sticky.of(text(from, "sticky")),
                        text(from, "salt"),
                        RolloutMode.of(text(from, "mode")).orElseThrow(),
                        texts(from.required("over_withdraws"))));
            case "enter-stage" ->
                new Entry.Said(new Command.EnterStage(
                        text(from, "route"),
                        text(from, "rollout"),
                        from.required("stage").intValue(),
                        texts(from.required("over_pauses"))));
            case "approve-stage" ->
                new Entry.Said(new Command.ApproveStage(
                        text(from, "route"),
                        text(from, "rollout"),
                        from.required("stage").intValue()));
            case "pause-rollout" ->
                new Entry.Said(new Command.PauseRollout(text(from, "route"), texts(from.required("rollouts"))));
            case "resume-rollout" ->
                new Entry.Said(new Command.ResumeRollout(
                        text(from, "route"), text(from, "rollout"), texts(from.required("over_pauses"))));
            case "end-rollout" ->
                new Entry.Said(new Command.EndRollout(text(from, "route"), texts(from.required("rollouts"))));
            case "set-budget" ->
                new Entry.Said(new Command.SetBudget(
                        text(from, "budget"),
                        number(from, "units"),
                        BudgetPeriod.of(text(from, "period")).orElseThrow()));
            case "grant-block" ->
                new Entry.Said(new Command.GrantBlock(
                        text(from, "budget"),
                        Instant.parse(text(from, "period_start")),
                        text(from, "node"),
                        text(from, "journal"),
                        number(from, "units")));
            case "return-block" ->
                new Entry.Said(new Command.ReturnBlock(
                        text(from, "budget"),
                        text(from, "grant"),
                        text(from, "node"),
                        text(from, "journal"),
                        number(from, "unspent")));
            default -> new Entry.Unknown(kind);
        };
    }

    private static @Nullable Request request(JsonNode from) {
        return from.isObject() ? new Request(text(from, "key"), text(from, "fingerprint")) : null;
    }

    private static @Nullable Approval approval(JsonNode from) {
        return from.isObject()
                ? new Approval(
                        text(from, "request"), text(from, "principal"), text(from, "actor"), text(from, "reason"))
                : null;
    }

    private static List<Vote> votes(JsonNode array) {
        List<Vote> votes = new ArrayList<>();
        array.forEach(vote -> votes.add(new Vote(text(vote, "node"), text(vote, "journal"), text(vote, "seal"))));
        return votes;
    }

    private static List<Voter> voters(JsonNode array) {
        List<Voter> voters = new ArrayList<>();
        array.forEach(voter -> voters.add(
                new Voter(text(voter, "node"), voter.required("journal").textValue())));
        return voters;
    }

    private static ReleaseContent release(String document) {
        return switch (ReleaseDocument.readStored(document)) {
            case ReleaseDocument.Read.Good(ReleaseContent content) -> content;
            case ReleaseDocument.Read.Bad(var mistakes) -> throw new IllegalArgumentException(mistakes.toString());
        };
    }

    private static EvalResult result(JsonNode from) {
        return new EvalResult(
                text(from, "digest"),
                Math.toIntExact(number(from, "cases")),
                Math.toIntExact(number(from, "passed")),
                Math.toIntExact(number(from, "baseline_passed")),
                Math.toIntExact(number(from, "lost")),
                new EvalGate(
                        Math.toIntExact(number(from, "min_cases")),
                        Math.toIntExact(number(from, "max_lost")),
                        Math.toIntExact(number(from, "min_pass"))),
                text(from, "verdict"));
    }

    private static Share share(JsonNode from) {
        return new Share(from.required("share_millionths").intValue());
    }

    static String text(JsonNode from, String name) {
        return Optional.ofNullable(from.required(name).textValue()).orElseThrow();
    }

    private static long number(JsonNode from, String name) {
        JsonNode number = from.required(name);
        if (!number.isIntegralNumber()) {
            throw new IllegalArgumentException(name + " is " + number + ", expected a whole number");
        }
        return number.longValue();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    static ArrayNode texts(List<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.textValue()));
        return texts;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
