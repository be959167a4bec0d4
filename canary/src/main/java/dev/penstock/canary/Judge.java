package dev.penstock.canary;

import dev.penstock.core.Share;
import dev.penstock.core.rollout.Exposure;
import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.rollout.StageKind;
import dev.penstock.core.state.RolloutState;
import dev.penstock.stats.SampleRatio;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a rollout: a pure function of what was decided, of what its requests said and of the time. Harm comes
 * first and is never waited with; then whatever makes the evidence doubtful; then proof, and last who else must agree.
 */
public final class Judge {
    /** A split as uneven as that is not what it should be. */
    static final double LEAST_SPLIT = 0.001;
    /** See {@link SampleRatio#logE}: shares are looked for as near as if so many keys had been seen. */
    private static final double CONCENTRATION = 100;
    /** Where nothing of the cost is left to grant, nodes may still hold some: unless nothing comes for so long. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final RolloutState state;
    private final RolloutPolicy policy;
    private final Stage stage;
    private final Evidence evidence;
    private final Conditions conditions;
    private final Tally candidate;
    private final Tally baseline;
    private final Tally ofStage;
    private final List<GuardrailEvidence> guardrails;

    private Judge(RolloutState state, Evidence evidence, Conditions conditions) {
        this.state = state;
        this.policy = state.terms().policy();
        this.stage = state.currentStage();
        this.evidence = evidence;
        this.conditions = conditions;
        this.candidate = evidence.all(Arm.CANDIDATE);
        this.baseline = evidence.all(Arm.BASELINE);
        this.ofStage = evidence.of(Arm.CANDIDATE, state.stage());
        this.guardrails = IntStream.range(0, policy.guardrails().size())
                .mapToObj(place -> GuardrailEvidence.of(state, evidence, place, candidate, baseline))
                .toList();
    }

    /** What is done about a rollout now. */
    public static Decision decide(RolloutState state, Evidence evidence, Conditions conditions) {
        return new Judge(state, evidence, conditions).decide();
    }

    /** Whether a rollout is to be rolled back now; empty where it is not. */
    static Optional<Decision.RollBack> rollBack(RolloutState state, Evidence evidence, Instant now) {
        return state.isOn() ? new Judge(state, evidence, Conditions.at(now)).rollBack() : Optional.empty();
    }

    /** How a rollout stands. */
    public static RolloutVerdict verdict(RolloutState state, Evidence evidence, Conditions conditions) {
        return new Judge(state, evidence, conditions).verdict();
    }

    private Decision decide() {
        if (!state.isOn()) {
            return new Decision.Hold(
                    "The rollout is over: it is " + state.phase().word() + ".");
        }
        Optional<Decision.RollBack> harm = rollBack();
        if (harm.isPresent()) {
            return harm.get();
        }
        if (state.phase() == RolloutState.Phase.PAUSED) {
            return new Decision.Hold(
                    "It is paused: " + state.pauses().getLast().author().reason());
        }
        return switch (stage.kind()) {
            case EVAL -> eval();
            case SHADOW ->
                new Decision.Hold("Nothing fills a stage shadow yet: enter another one, or end the rollout.");
            case CANARY -> canary();
            case FULL -> new Decision.Hold("It is in its last stage.");
        };
    }

    private Optional<Decision.RollBack> rollBack() {
        return guardrails.stream()
                .filter(GuardrailEvidence::isHarmed)
                .findFirst()
                .map(guardrail -> new Decision.RollBack(harm(guardrail), guardrail.traces()));
    }

    private Decision eval() {
        return switch (conditions.eval()) {
            case NONE -> new Decision.Hold("It waits for an eval of the candidate against the current release.");
            case FAILED ->
                new Decision.Pause("The candidate did not pass its eval against the current release: look at its cases,"
                        + " and resume the rollout once another eval has passed.");
            case PASSED -> goOn("The candidate passed its eval");
        };
    }

    private Decision canary() {
        if (split() < LEAST_SPLIT) {
            return new Decision.Pause(splitIsOff());
        }
        List<String> lacking = lacking();
        if (lacking.isEmpty()) {
            Duration left = stage.time().minus(Duration.between(state.since(), conditions.now()));
            return left.isPositive()
                    ? new Decision.Hold(
                            "All is proven; the stage lasts another " + Figures.time(left) + " at the least.")
                    : goOn("All guardrails are proven by " + candidate.requests() + " requests of the candidate");
        }
        String missing = String.join("; ", lacking);
        Optional<String> usedUp = usedUp();
        if (usedUp.isPresent()) {
            return new Decision.Pause("What stage " + stage.word() + " may cost its users is used up without a proof ("
                    + usedUp.get() + "): the candidate gets nothing more in it. Missing: " + missing
                    + ". Promote it all the same, or abort.");
        }
        Instant deadline = deadline();
        return deadline != null && !conditions.now().isBefore(deadline)
                ? new Decision.Pause(
                        "Inconclusive: stage " + stage.word() + " has lasted " + Figures.time(stage.deadline())
                                + " without a proof. Missing: " + missing
                                + ". Resume it to wait as long again, promote it all the same, or abort.")
                : new Decision.Hold("Missing: " + missing + ".");
    }

    /** What of the evidence is not there yet, a clause each. */
    private List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        String unproven = String.join(
                ", ",
                guardrails.stream()
                        .filter(guardrail -> !guardrail.isProven())
                        .map(GuardrailEvidence::missing)
                        .toList());
        if (!unproven.isEmpty()) {
            lacking.add("proof for " + unproven);
        }
        if (ofStage.requests() < stage.requests()) {
            lacking.add((stage.requests() - ofStage.requests()) + " of " + stage.requests()
                    + " requests of the candidate in this stage");
        }
        return lacking;
    }

    /** The proof is complete: who else must agree? */
    private Decision goOn(String because) {
        boolean isApproved = isApproved();
        if (!isApproved && !(stage.gate() instanceof Gate.Webhook)) {
            return new Decision.Hold(because + "; it waits for somebody to approve it.");
        }
        Optional<QuietTime> quiet = policy.quiet().stream()
                .filter(time -> time.lasts(conditions.now()))
                .findFirst();
        if (quiet.isPresent()) {
            return new Decision.Hold(because + "; it goes on after the quiet time, at "
                    + quiet.get().end(conditions.now()) + ".");
        }
        if (conditions.frozen() != null) {
            return new Decision.Hold(because + ". " + conditions.frozen());
        }
        // Last of all: what it says is about now.
        if (!isApproved && stage.gate() instanceof Gate.Webhook(String webhook)) {
            return ask(webhook, because);
        }
        return state.nextStage().kind() == StageKind.FULL
                ? new Decision.Finish(because + ": it gets all traffic.")
                : new Decision.Advance(
                        state.stage() + 1,
                        because + ": on from " + stage.word() + " to "
                                + state.nextStage().word() + ".");
    }

    private boolean isApproved() {
        return switch (stage.gate()) {
            case Gate.Auto _ -> true;
            case Gate.Approval _, Gate.Webhook _ -> state.approved().contains(state.stage());
        };
    }

    private Decision ask(String webhook, String because) {
        if (!state.isLive()) {
            return new Decision.Hold(because + "; live, webhook '" + webhook + "' would be asked now.");
        }
        Asked asked = conditions.asked();
        String said = asked == null
                ? "the node that judges asks it"
                : "asked at " + asked.at() + ", it " + asked.answer().told();
        return new Decision.Ask(
                webhook,
                because + ".",
                because + "; it waits for webhook '" + webhook + "' to approve it: " + said
                        + (said.endsWith(".") ? "" : "."));
    }

    /**
     * Requests and bad ones are those that were scored. What nodes were granted of them says nothing: it holds what was
     * in flight at its most. The exact cost is known to the budget alone.
     */
    private Optional<String> usedUp() {
        Exposure exposure = stage.exposure();
        Tally exposed = evidence.exposed().getOrDefault(state.stage(), Tally.NONE);
        if (exposure.requests() != null && exposed.requests() >= exposure.requests()) {
            return Optional.of(exposure.requests() + " requests");
        }
        if (exposure.bad() != null && exposed.bad() >= exposure.bad()) {
            return Optional.of(exposure.bad() + " bad answers");
        }
        return exposure.microdollars() != null
                        && conditions.costGranted()
                        && conditions.idle().compareTo(IDLE) >= 0
                ? Optional.of(exposure.microdollars() + " microdollars may be: no node can be granted more of them")
                : Optional.empty();
    }

    private @Nullable Instant deadline() {
        return stage.deadline() == null ? null : state.since().plus(stage.deadline());
    }

    /**
     * Each node counts a sticky key once, but several may count the same: so their e-values are not multiplied. Their
     * mean is one whatever they have in common.
     */
    private double split() {
        List<Draws> draws = draws();
        if (stage.kind() != StageKind.CANARY || draws.isEmpty()) {
            return 1;
        }
        double rho = (double) stage.share().millionths() / Share.WHOLE;
        double mean = draws.stream()
                .mapToDouble(
                        drawn -> Math.exp(SampleRatio.logE(drawn.candidate(), drawn.baseline(), rho, CONCENTRATION)))
                .average()
                .orElse(1);
        return Math.min(1, 1 / mean);
    }

    /** A pause for the split, and what was drawn before it, is over once somebody resumes. */
    private List<Draws> draws() {
        return evidence.draws().getOrDefault(state.stay().id(), List.of());
    }

    private String splitIsOff() {
        long candidates = 0;
        long baselines = 0;
        for (Draws drawn : draws()) {
            candidates += drawn.candidate();
            baselines += drawn.baseline();
        }
        return String.format(
                Locale.ROOT,
                "The split is not what it should be: %d of %d sticky keys are on the candidate's side (%s), and %s"
                    + " were expected. The chance of that is below %s, so the evidence cannot be trusted. See whether"
                    + " the sticky field changes within a session, or retries lose it.",
                candidates,
                candidates + baselines,
                Figures.percent(candidates, candidates + baselines),
                stage.share(),
                LEAST_SPLIT);
    }

    private static String harm(GuardrailEvidence guardrail) {
        return guardrail.traces().isEmpty()
                ? guardrail.harm()
                : guardrail.harm() + " Look at: penstock why " + String.join(", ", guardrail.traces()) + ".";
    }

    private RolloutVerdict verdict() {
        Duration lasted = Duration.between(state.since(), conditions.now());
        double perSecond = lasted.isPositive() ? ofStage.requests() / (lasted.toMillis() / 1e3) : 0;
        Pace pace = new Pace(
                Duration.between(state.record().at(), conditions.now()),
                Duration.between(state.entered().at(), conditions.now()),
                perSecond);
        List<GuardrailVerdict> verdicts =
                guardrails.stream().map(guardrail -> guardrail.verdict(pace)).toList();
        Tally exposed = evidence.exposed().getOrDefault(state.stage(), Tally.NONE);
        return new RolloutVerdict(
                state.id(),
                state.stage(),
                decide(),
                verdicts,
                candidate.requests(),
                candidate.bad(),
                baseline.requests(),
                baseline.bad(),
                ofStage.requests(),
                exposed.requests(),
                exposed.bad(),
                split(),
                guardrails.stream()
                        .flatMap(guardrail -> guardrail.traces().stream())
                        .distinct()
                        .toList(),
                deadline(),
                expected(verdicts, lasted, perSecond),
                evidence.round(),
                evidence.why(),
                evidence.models(),
                evidence.fingerprints(),
                evidence.times());
    }

    /** The longest of what is missing. */
    private @Nullable Duration expected(List<GuardrailVerdict> verdicts, Duration lasted, double perSecond) {
        if (!state.isOn() || stage.kind() != StageKind.CANARY) {
            return null;
        }
        Duration longest = stage.time().minus(lasted);
        long more = stage.requests() - ofStage.requests();
        if (more > 0) {
            if (perSecond == 0) {
                return null;
            }
            longest = longer(longest, Duration.ofMillis((long) (more / perSecond * 1e3)));
        }
        for (GuardrailVerdict verdict : verdicts) {
            if (verdict.expected() == null) {
                return null;
            }
            longest = longer(longest, verdict.expected());
        }
        return longer(longest, Duration.ZERO);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
