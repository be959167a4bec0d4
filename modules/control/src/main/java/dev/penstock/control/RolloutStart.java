package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.config.Mistake;
import dev.penstock.config.RolloutDocument;
import dev.penstock.core.NearNames;
import dev.penstock.core.Release;
import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.Target;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.RolloutState;
import dev.penstock.core.state.Sticky;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code POST /admin/v1/routes/{route}/rollouts}: begins to move a route to another release. */
final class RolloutStart {
    private static final String A_POLICY = "the name of a policy, or an object with stages, guardrails, ...";
    /** The name of a policy that came with the write. */
    private static final String OWN = "own";

    private static final String MODES =
            Arrays.stream(RolloutMode.values()).map(RolloutMode::word).collect(Collectors.joining(", ", "one of ", ""));

    private final Admin admin;
    private final Writes writes;

    RolloutStart(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    /**
     * What was asked for.
     *
     * @param release the candidate; null: the current release, of an A/A rollout
     * @param baseline what is expected to serve; null: whatever does
     * @param salt null: a new one
     * @param bundle whether the candidate may differ in more than one variable
     * @param liftWithdraws whether withdraws of the candidate are taken back
     */
    private record Wish(
            @Nullable String release,
            @Nullable String baseline,
            RolloutPolicy policy,
            Sticky sticky,
            @Nullable String salt,
            RolloutMode mode,
            boolean bundle,
            boolean liftWithdraws) {}

    CompletionStage<Reply> post(Call call, WriteBody body) {
        Writer writer = body.writer();
        RolloutMode mode = mode(body);
        String release = body.idOrNumber("release");
        if (release == null && mode != RolloutMode.A_A) {
            body.missing("release", "the candidate's id or number");
        }
        String baseline = body.idOrNumber("baseline");
        RolloutPolicy policy = policy(body);
        Sticky sticky = sticky(body);
        String salt = CanaryEndpoint.salt(body);
        boolean bundle = body.flag("bundle");
        boolean liftWithdraws = body.flag("lift_withdraws");
        body.done();
        Wish wish = new Wish(release, baseline, policy, sticky, salt, mode, bundle, liftWithdraws);
        return KnownRoute.decide(call, admin, route -> start(route, wish, writer));
    }

    private static RolloutMode mode(WriteBody body) {
        String word = body.text("mode");
        Optional<RolloutMode> mode = word == null ? Optional.of(RolloutMode.LIVE) : RolloutMode.of(word);
        if (mode.isEmpty()) {
            body.mistake("mode", MODES);
        }
        return mode.orElse(RolloutMode.LIVE);
    }

    private static Sticky sticky(WriteBody body) {
        String field = body.text("sticky");
        if (field == null) {
            body.missing("sticky", Sticky.EXPECTED);
        }
        return field == null ? new Sticky.User() : body.noting(() -> Sticky.of(field), new Sticky.User());
    }

    /** The one of a name, or the one that stands there; the default where nothing does. */
    private RolloutPolicy policy(WriteBody body) {
        Map<String, RolloutPolicy> known = admin.config().rollouts();
        if (!body.has("policy")) {
            return known.getOrDefault(RolloutPolicy.DEFAULT.name(), RolloutPolicy.DEFAULT);
        }
        if (!body.isText("policy")) {
            return own(body);
        }
        String name = String.valueOf(body.text("policy"));
        RolloutPolicy policy = known.get(name);
        if (policy == null) {
            List<String> near = NearNames.near(name, known.keySet());
            body.wrong(
                    "policy",
                    name,
                    near.isEmpty()
                            ? "one of " + known.keySet().stream().sorted().collect(Collectors.joining(", "))
                            : "'" + near.getFirst() + "' perhaps");
        }
        return policy == null ? RolloutPolicy.DEFAULT : policy;
    }

    private RolloutPolicy own(WriteBody body) {
        if (!body.isObject("policy")) {
            body.mistake("policy", A_POLICY);
            return RolloutPolicy.DEFAULT;
        }
        String document = String.valueOf(body.document("policy"));
        return switch (RolloutDocument.read(document, OWN, admin.config().webhooks())) {
            case RolloutDocument.Read.Good(RolloutPolicy policy) -> policy;
            case RolloutDocument.Read.Bad(List<Mistake> mistakes) -> {
                mistakes.forEach(mistake -> body.wrong(
                        mistake.path().isEmpty() ? "policy" : "policy." + mistake.path(),
                        mistake.found().replaceFirst("^'(.*)'$", "$1"),
                        mistake.remedy()
                                .replaceFirst("^expected ", "")
                                .replaceFirst("^did you mean (.*)\\?$", "'$1' perhaps")));
                yield RolloutPolicy.DEFAULT;
            }
        };
    }

    private CompletionStage<Reply> start(KnownRoute route, Wish wish, Writer writer) {
        Optional<String> serves = route.serves();
        if (serves.isEmpty()) {
            return done(conflict("Route '" + route.name()
                    + "' serves no release, for all are withdrawn: activate one, which a candidate can be compared"
                    + " with."));
        }
        String baseline = serves.get();
        for (String named : Arrays.asList(wish.release(), wish.baseline())) {
            if (named != null && route.release(named).isEmpty()) {
                return done(route.unknownRelease(named));
            }
        }
        String candidate = wish.release() == null
                ? baseline
                : route.release(wish.release()).orElseThrow();
        return refused(route, baseline, candidate, wish)
                .<CompletionStage<Reply>>map(RolloutStart::done)
                .orElseGet(() -> start(route, baseline, candidate, wish, writer));
    }

    private CompletionStage<Reply> start(
            KnownRoute route, String baseline, String candidate, Wish wish, Writer writer) {
        String salt = wish.salt() == null ? admin.salts().get() : wish.salt();
        return writes.afterFirst(
                route.adoption().or(() -> route.publication(candidate)),
                new Command.StartRollout(
                        route.name(),
                        baseline,
                        candidate,
                        wish.policy(),
                        wish.sticky(),
                        salt,
                        wish.mode(),
                        route.withdraws(candidate)),
                writer,
                201,
                _ -> {
                    ObjectNode shown = ShownRollout.answer(KnownRoute.named(route.name(), admin), admin);
                    shown.set(
                            "changes",
                            ReleaseEndpoints.changes(
                                    route.content(baseline).orElseThrow(),
                                    route.content(candidate).orElseThrow()));
                    return shown;
                });
    }

    /** Why it cannot start as things stand, and what to do about that. */
    private Optional<Reply> refused(KnownRoute route, String baseline, String candidate, Wish wish) {
        RolloutState on = route.state().rollout();
        if (on != null && on.isOn()) {
            return Optional.of(conflict("A rollout of route '" + route.name() + "' to release "
                    + route.label(on.terms().candidate()) + " is on, in stage "
                    + on.currentStage().word() + ": abort it, or wait until it is over."));
        }
        if (route.state().canary() != null) {
            return Optional.of(conflict("Route '" + route.name()
                    + "' has a canary that was set by hand: end it with a share of 0 before a rollout starts."));
        }
        if (wish.baseline() != null
                && route.release(wish.baseline()).filter(baseline::equals).isEmpty()) {
            return Optional.of(conflict("Release " + wish.baseline() + " is not the current one of route '"
                    + route.name() + "', " + route.label(baseline)
                    + " is: compare with that one, or activate the other before."));
        }
        if (candidate.equals(baseline) && wish.mode() != RolloutMode.A_A) {
            return Optional.of(conflict("Release " + route.label(candidate) + " is the current one of route '"
                    + route.name() + "' and has all its traffic: name another, or say \"mode\": \"a_a\" to see how"
                    + " often equals are told apart."));
        }
        if (!candidate.equals(baseline) && wish.mode() == RolloutMode.A_A) {
            return Optional.of(conflict("An A/A rollout compares a release with itself: leave release out, or name "
                    + route.label(baseline) + ", which is the current one."));
        }
        if (route.state().isWithdrawn(candidate) && !wish.liftWithdraws()) {
            return Optional.of(route.withdrawn(candidate));
        }
        return unfilled(wish.policy())
                .or(() -> unpriced(route, candidate, wish.policy()))
                .or(() -> bundled(route, baseline, candidate, wish.bundle()));
    }

    /** A stage that nothing fills would last for ever or be passed unseen. */
    private static Optional<Reply> unfilled(RolloutPolicy policy) {
        return policy.stages().stream().anyMatch(stage -> stage.kind() == StageKind.SHADOW)
                ? Optional.of(
                        conflict("Policy '" + policy.name() + "' has a stage shadow, and nothing fills it: no answers"
                                + " to copies are judged yet. Choose a policy without that"
                                + " stage; eval is one that goes before users, too."))
                : Optional.empty();
    }

    /**
     * Of a target without a price nobody knows what a request may cost: a stage with a cost budget would wait for ever.
     */
    private Optional<Reply> unpriced(KnownRoute route, String candidate, RolloutPolicy policy) {
        Optional<Target> unpriced = Release.of(
                        route.content(candidate).orElseThrow(),
                        admin.config().providers(),
                        admin.config().targets())
                .ladder()
                .stream()
                .map(Release.Rung::target)
                .filter(target -> target.price() == null)
                .findFirst();
        return policy.stages().stream()
                .filter(stage -> stage.exposure().microdollars() != null)
                .findFirst()
                .flatMap(stage -> unpriced.map(target -> conflict("Policy '" + policy.name() + "' lets stage "
                        + stage.word() + " cost " + stage.exposure().microdollars() + " microdollars, and target '"
                        + target.name() + "' (" + target.model() + " of " + target.provider() + ") of release "
                        + route.label(candidate) + " has no price on this node, so that no request would be let"
                        + " through: give it a price in penstock.yaml, or choose a policy without microdollars in its"
                        + " exposure.")));
    }

    private static Optional<Reply> bundled(KnownRoute route, String baseline, String candidate, boolean bundle) {
        ReleaseContent from = route.content(baseline).orElseThrow();
        ReleaseContent to = route.content(candidate).orElseThrow();
        List<String> differing = OneVariable.tooMany(from, to);
        if (differing.isEmpty() || bundle) {
            return Optional.empty();
        }
        ObjectNode more = Json.object();
        more.set("changes", ReleaseEndpoints.changes(from, to));
        return Optional.of(Problem.with(
                409,
                "Conflict",
                "Release " + route.label(candidate) + " differs from " + route.label(baseline) + " in "
                        + String.join(", ", differing)
                        + ", and nobody could say afterwards which of these made the difference: publish one that"
                        + " differs in one of them, or say \"bundle\": true and, as the reason, why they belong"
                        + " together.",
                more));
    }

    private static Reply conflict(String detail) {
        return Problem.of(409, "Conflict", detail);
    }

    private static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedStage(reply);
    }
}
