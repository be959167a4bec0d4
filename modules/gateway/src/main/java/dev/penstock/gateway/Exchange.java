package dev.penstock.gateway;

import dev.penstock.admission.Room;
import dev.penstock.canary.Assignment;
import dev.penstock.contract.ContractCheck;
import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Choices;
import dev.penstock.core.Dialect;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Outcome;
import dev.penstock.core.Release;
import dev.penstock.core.RequestFacts;
import dev.penstock.core.Trace;
import dev.penstock.core.TraceContext;
import dev.penstock.core.UnknownResult;
import dev.penstock.core.config.CallerKey;
import dev.penstock.core.config.Route;
import dev.penstock.healing.Ladder;
import dev.penstock.healing.Step;
import dev.penstock.healing.learned.ActiveRule;
import dev.penstock.healing.learned.RuleMatch;
import dev.penstock.killswitch.Killed;
import dev.penstock.providers.AnswerFacts;
import dev.penstock.providers.Reply;
import dev.penstock.providers.Transcript;
import dev.penstock.router.Order;
import dev.penstock.trace.Pauses;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request under way: what is known of it so far. {@link Arrivals} and {@link RequestPath} move it on and
 * {@link Ending} ends it; nobody else changes it, so its fields are open to this package. Belongs to one event loop.
 */
final class Exchange {
    /** In a set, besides its characters. */
    private static final int BYTES_OF_A_NAME = 100;

    final HttpServerRequest http;
    final Dialect dialect;
    /** What was called, as it may be told. */
    final String path;

    final CallerAnswer answer;
    final String traceId;
    final Instant at;
    /** When it came in; all times are counted from here, in nanoseconds of the node's monotonic clock. */
    final long origin;

    /** Where it stands in a distributed trace; null for nowhere. */
    final @Nullable TraceContext context;

    /** Whether it counts among those that this node has taken on. */
    boolean admitted;

    Optional<CallerKey> caller = Optional.empty();
    /** For its body, and for what is made of it once. */
    final Room room;
    /** When its body was here; -1 before. */
    long bodyRead = -1;

    @Nullable
    CallerRequest request;
    /** The route's name as it was asked for and may be told. */
    @Nullable
    String route;

    long revision;

    /** What it is served against. */
    @Nullable
    Snapshot snapshot;

    @Nullable
    Release release;
    /** Names in its metadata that Penstock itself reads. */
    Set<String> labels = Set.of();
    /** The side of the split that it is on and counts on, if its route has one. */
    @Nullable
    Assignment assignment;
    /** Its part in its route's rollout. */
    @Nullable
    RolloutPart part;
    /** What the split said of it, also where it counts on neither side. */
    @Nullable
    String split;

    @Nullable
    Rendering rendering;
    /** Tools' results that are unknown, on which its answer stands. */
    List<UnknownResult> unknown = List.of();
    /** What its trace tells of it beside its text. */
    RequestFacts facts = RequestFacts.NOTHING;
    /** What is said in it and its answer, where that is stored. */
    @Nullable
    TextNote text;
    /** The targets to ask, in their order. */
    @Nullable
    Order order;
    /** The candidate that is to get a copy of it. */
    RoutePlan.@Nullable Shadow mirrored;
    /** What became of the copy. */
    @Nullable
    String shadow;
    /** The review in which a person looks at it, once there is one. */
    @Nullable
    String review;
    /** The route, as one of its releases has it, among whose requests it counts; null for none. */
    @Nullable
    Route inRoute;

    /** The rules that are about it. */
    RuleMatch rules = RuleMatch.NONE;
    /** Those by which targets are asked after the others. */
    List<ActiveRule> askedLast = List.of();
    /** From which of its failures a rule may be learned. */
    final List<Learning.Failed> symptoms = new ArrayList<>(0);
    /** What is tried for it. */
    @Nullable
    Ladder ladder;
    /** What comes next, if it waits. */
    Step.@Nullable Ask next;
    /** When that is, in nanoseconds of the node's monotonic clock. */
    long nextAt;
    /** How long it has waited between attempts. */
    long waitedNanos;
    /** What its answer is held against, if anything. */
    @Nullable
    ContractCheck contract;
    /** What the caller has of its stream; null where nobody would go on with it. */
    @Nullable
    Transcript transcript;
    /** What broke its stream first, once the caller had content. */
    @Nullable
    AttemptFailure broke;
    /** Who is asked or was asked last. */
    @Nullable
    Asking asking;
    /** Who is asked beside that, because the first is slow: whoever answers first is the one. */
    @Nullable
    Asking beside;
    /** When somebody is asked beside the first, in nanoseconds of the node's monotonic clock; 0 for never. */
    long hedgeAt;
    /** What stopped the target that was looked at last, if something did. */
    @Nullable
    Killed killed;
    /** The shortest time for which a target is still to be left alone, of those that were looked at. */
    @Nullable
    Duration rest;
    /** The shortest time until a target that fails may be probed, of those that were looked at. */
    @Nullable
    Duration probe;
    /** Targets that were not asked, and what stops them. */
    final List<String> skipped = new ArrayList<>(0);
    /** The tools that it offers, once its body is forgotten. */
    private @Nullable Set<String> offeredTools;

    /** Those that are over. */
    final List<Attempt> attempts = new ArrayList<>(2);

    /** Between the pieces of its stream, once that is over. */
    @Nullable
    Pauses pauses;

    long firstByteOverheadUs;
    boolean over;
    /** Its place in {@link InFlight}. */
    int slot;

    Exchange(
            HttpServerRequest http,
            Dialect dialect,
            String path,
            Room room,
            String traceId,
            Instant at,
            long origin,
            @Nullable TraceContext context) {
        this.http = http;
        this.dialect = dialect;
        this.path = path;
        this.room = room;
        this.answer = new CallerAnswer(http, dialect);
        this.traceId = traceId;
        this.at = at;
        this.origin = origin;
        this.context = context;
    }

    /** Whether its caller wants a stream. */
    boolean isStream() {
        return Objects.requireNonNull(request).stream();
    }

    /** Attempts so far, one under way included. */
    int attemptsBegun() {
        return attempts.size() + (call() == null ? 0 : 1) + (beside == null ? 0 : 1);
    }

    /** The call that is under way; null between attempts. */
    @Nullable
    TargetCall call() {
        return asking != null && asking.isUnderWay() ? asking.call() : null;
    }

    /** Those who are asked. */
    List<Asking> underWay() {
        if (call() == null) {
            return List.of();
        }
        return beside == null ? List.of(asking()) : List.of(asking(), beside);
    }

    /** Who is asked or was asked last, where somebody was. */
    Asking asking() {
        return Objects.requireNonNull(asking);
    }

    /** What a target is asked. */
    Ask ask(Asking asked) {
        return new Ask(
                traceId,
                at,
                Objects.requireNonNull(request),
                Objects.requireNonNull(rendering),
                Objects.requireNonNull(release),
                http.getHeader(TargetCall.ANTHROPIC_BETA),
                asked.change,
                asked.transcript,
                contract,
                labels,
                rules.changes(asked.rung.target().name()));
    }

    /** Another release answers it now, as if none had been asked: what the first one made of it is forgotten. */
    void turnTo(Release other) {
        release = other;
        rules = RuleMatch.NONE;
        askedLast = List.of();
        symptoms.clear();
        next = null;
        asking = null;
        hedgeAt = 0;
        killed = null;
        rest = null;
        probe = null;
        if (text != null) {
            text.free();
        }
    }

    /** The attempts of the release that answers it. */
    List<Attempt> attemptsOfRelease() {
        return part != null && part.isTurned() ? attempts.subList(part.ownAttempts(), attempts.size()) : attempts;
    }

    /** The name of the caller's key, if it has one. */
    @Nullable
    String callerName() {
        return caller.map(CallerKey::name).orElse(null);
    }

    private Choices choices() {
        return new Choices(
                assignment == null ? null : assignment.arm().word(),
                split,
                order == null ? null : order.reason(),
                skipped,
                unknown,
                shadow,
                null,
                review,
                part == null ? null : part.note(attempts));
    }

    /**
     * How an answer that comes now is told: one of a later target, or of another release, is a fallback, also where the
     * first is stopped, and so is one that stands on what is unknown; one in which somebody declines is a refusal.
     */
    Outcome outcomeOfAnswer() {
        AnswerFacts facts = call() == null ? null : asking().call().facts();
        if (facts != null
                && (facts.finish() == FinishReason.REFUSAL || facts.finish() == FinishReason.CONTENT_FILTER)) {
            return Outcome.REFUSE;
        }
        if (!unknown.isEmpty() || (part != null && part.isTurned())) {
            return Outcome.FALLBACK;
        }
        if (skipped.isEmpty() && (asking == null || asking.isFirst)) {
            return Outcome.PASS;
        }
        return skipped.isEmpty() && attempts.stream().allMatch(attempt -> isOf(attempt, asking))
                ? Outcome.RETRY
                : Outcome.FALLBACK;
    }

    private static boolean isOf(Attempt attempt, @Nullable Asking asking) {
        return asking != null && attempt.target().equals(asking.rung.target().name());
    }

    /**
     * Microseconds that Penstock itself took: from the last byte of the request to the begin of the last attempt that
     * was made, less the attempts before it, and from the answer to now.
     */
    long overheadUs(long now) {
        TargetCall call = call();
        if (bodyRead < 0 || call == null) {
            return TimeUnit.NANOSECONDS.toMicros(now - (bodyRead < 0 ? origin : bodyRead) - waitedNanos)
                    - attemptsUs(Long.MAX_VALUE);
        }
        long before = call.progress().startedNanos() - bodyRead;
        long after =
                call.progress().answerNanos() < 0 ? 0 : now - call.progress().answerNanos();
        return TimeUnit.NANOSECONDS.toMicros(before + after - waitedNanos)
                - attemptsUs(call.progress().startedUs(origin));
    }

    /** How long somebody was asked before a time, of those that are over: two that were asked at once count once. */
    private long attemptsUs(long before) {
        long sum = 0;
        long until = 0;
        for (Attempt attempt : byBegin()) {
            long end = Math.min(before, attempt.endedUs());
            sum += Math.max(0, end - Math.max(until, attempt.startedUs()));
            until = Math.max(until, end);
        }
        return sum;
    }

    private List<Attempt> byBegin() {
        return attempts.size() < 2
                ? attempts
                : attempts.stream()
                        .sorted(Comparator.comparingLong(Attempt::startedUs))
                        .toList();
    }

    /** No other target will be asked: the body is not needed any more, and a stream may last. */
    void forgetBody() {
        offeredTools = offeredTools();
        request = Objects.requireNonNull(request).withoutBody();
        rendering = null;
        room.resize(offeredTools.stream()
                .mapToLong(name -> BYTES_OF_A_NAME + 2L * name.length())
                .sum());
    }

    /** The names of the tools that it offers. */
    Set<String> offeredTools() {
        return offeredTools != null
                ? offeredTools
                : StoppedTools.offered(Objects.requireNonNull(request).body());
    }

    /** The story, now that it is over. */
    Trace trace(Outcome outcome, int status, @Nullable String error, long overheadUs, long now) {
        return new Trace(
                traceId,
                at,
                callerName(),
                dialect,
                path,
                route,
                release == null ? null : release.id(),
                revision,
                release == null || release.prompt() == null
                        ? null
                        : release.prompt().label(),
                release == null || release.prompt() == null
                        ? null
                        : release.prompt().contentHash(),
                request != null && request.stream(),
                facts,
                choices(),
                attempts,
                outcome,
                status,
                error,
                overheadUs,
                TimeUnit.NANOSECONDS.toMicros(now - origin),
                text == null ? null : text.text(dialect, reply(Objects.requireNonNull(request))),
                context);
    }

    /** What its answer's writer fills in. */
    private Reply reply(CallerRequest asked) {
        return new Reply(traceId, asked.model(), at.getEpochSecond(), true);
    }
}
