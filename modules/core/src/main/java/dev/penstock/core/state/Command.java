package dev.penstock.core.state;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.Share;
import dev.penstock.core.config.Checks;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.RolloutPolicy;
import dev.penstock.core.rule.HealingRule;
import dev.penstock.core.rule.KeptRule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A write to the control state, by name. */
public sealed interface Command {
    /** The word for this kind of write: in records, in the API, on the command line. */
    default String kind() {
        return switch (this) {
            case Kill _ -> "kill";
            case Lift _ -> "lift";
            case Withdraw _ -> "withdraw";
            case PublishRelease _ -> "publish-release";
            case Activate _ -> "activate";
            case SetCanary _ -> "set-canary";
            case EndCanary _ -> "end-canary";
            case SetShadow _ -> "set-shadow";
            case EndShadow _ -> "end-shadow";
            case StartRollout _ -> "start-rollout";
            case EnterStage _ -> "enter-stage";
            case ApproveStage _ -> "approve-stage";
            case PauseRollout _ -> "pause-rollout";
            case ResumeRollout _ -> "resume-rollout";
            case EndRollout _ -> "end-rollout";
            case OverrideColdStart _ -> "override";
            case SetVoters _ -> "set-voters";
            case Settle _ -> "settle";
            case SetBudget _ -> "set-budget";
            case GrantBlock _ -> "grant-block";
            case ReturnBlock _ -> "return-block";
            case AddTrigger _ -> "add-trigger";
            case RevokeTrigger _ -> "revoke-trigger";
            case SetPolicy _ -> "set-policy";
            case AskApproval _ -> "ask-approval";
            case EndApproval _ -> "end-approval";
            case KeepRule _ -> "keep-rule";
            case RevokeRule _ -> "revoke-rule";
            case RecordEval _ -> "record-eval";
        };
    }

    /**
     * A write that gives traffic to nothing. Any node accepts it at any time, alone if need be, and it touches nothing
     * but what it names.
     */
    sealed interface Stopping extends Command {}

    /**
     * A write that gives traffic to something, or power to somebody. It needs a majority of the voters, and they come
     * one after the other.
     */
    sealed interface Resuming extends Command {}

    /** A write about one route. */
    sealed interface OfRoute extends Command {
        String route();
    }

    /** A write about one budget. */
    sealed interface OfBudget extends Resuming {
        String budget();
    }

    /**
     * Stops something everywhere, until it is lifted or expires.
     *
     * @param key what of the scope, by its name; {@link KillScope#ALL} for everything
     * @param publicReason what callers are told; null tells them that operators stopped it, and no more
     * @param expires when it ends by itself on every node's own clock; null: never
     */
    record Kill(
            KillScope scope,
            String key,
            @Nullable String publicReason,
            @Nullable Instant expires,
            InFlight inFlight) implements Stopping {
        /** The most characters of a key or of a public reason. */
        public static final int MOST = 256;

        public Kill {
            new Checks()
                    .that(!key.isBlank() && key.length() <= MOST, "key", key, "1 to " + MOST + " characters")
                    .that(
                            scope != KillScope.GLOBAL || key.equals(KillScope.ALL),
                            "key",
                            key,
                            "'" + KillScope.ALL + "' for the scope global")
                    .that(
                            publicReason == null || (!publicReason.isBlank() && publicReason.length() <= MOST),
                            "public_reason",
                            publicReason,
                            "1 to " + MOST + " characters")
                    .done();
        }
    }

    /** Takes a release out of its route: a rollback. */
    record Withdraw(String route, String release) implements Stopping, OfRoute {}

    /** Ends canaries, by the ids of the records that set them. */
    record EndCanary(String route, List<String> canaries) implements Stopping, OfRoute {
        public EndCanary {
            canaries = List.copyOf(canaries);
        }
    }

    /** Ends shadows, by the ids of the records that set them. */
    record EndShadow(String route, List<String> shadows) implements Stopping, OfRoute {
        public EndShadow {
            shadows = List.copyOf(shadows);
        }
    }

    /**
     * Begins to move a route from its current release to a candidate, through the stages of a policy. It is in the
     * first of them at once.
     *
     * @param baseline the route's current release
     * @param candidate a published release; in {@link RolloutMode#A_A} the current one
     * @param salt goes into the hash of the sticky key: another one draws other users
     * @param overWithdraws ids of the withdraws of the candidate that this takes back: one that came since stands
     */
    record StartRollout(
            String route,
            String baseline,
            String candidate,
            RolloutPolicy policy,
            Sticky sticky,
            String salt,
            RolloutMode mode,
            List<String> overWithdraws)
            implements Resuming, OfRoute {
        public StartRollout {
            overWithdraws = List.copyOf(overWithdraws);
        }

        /** One that takes nothing back. */
        public StartRollout(
                String route,
                String baseline,
                String candidate,
                RolloutPolicy policy,
                Sticky sticky,
                String salt,
                RolloutMode mode) {
            this(route, baseline, candidate, policy, sticky, salt, mode, List.of());
        }
    }

    /**
     * Takes a rollout to another of its stages. Behind the last of these comes {@link Activate}, which ends it.
     *
     * @param rollout its id, which is that of the record that started it
     * @param stage its number, from 0
     * @param overPauses ids of the pauses that this ends: one that came since stands, and keeps it where it is
     */
    record EnterStage(String route, String rollout, int stage, List<String> overPauses) implements Resuming, OfRoute {
        public EnterStage {
            overPauses = List.copyOf(overPauses);
        }

        /** Of one that is not paused. */
        public EnterStage(String route, String rollout, int stage) {
            this(route, rollout, stage, List.of());
        }
    }

    /**
     * Lets a rollout out of a stage that somebody must approve, once it is proven.
     *
     * @param stage its number, from 0
     */
    record ApproveStage(String route, String rollout, int stage) implements Resuming, OfRoute {}

    /**
     * Keeps rollouts in the stages that they are in. Their candidates keep their shares, and are withdrawn if they do
     * harm.
     */
    record PauseRollout(String route, List<String> rollouts) implements Stopping, OfRoute {
        public PauseRollout {
            rollouts = List.copyOf(rollouts);
        }
    }

    /**
     * Lets a rollout go on.
     *
     * @param overPauses ids of the pauses that this ends: one that came since stands
     */
    record ResumeRollout(String route, String rollout, List<String> overPauses) implements Resuming, OfRoute {
        public ResumeRollout {
            overPauses = List.copyOf(overPauses);
        }
    }

    /** Ends rollouts: their routes go on with their current releases. */
    record EndRollout(String route, List<String> rollouts) implements Stopping, OfRoute {
        public EndRollout {
            rollouts = List.copyOf(rollouts);
        }
    }

    /**
     * Lets a node serve that does not have the journals of a majority of the voters, because an operator said so. It
     * has done so already: this is for the audit.
     *
     * @param missing the voters whose journals were not in
     */
    record OverrideColdStart(String node, List<String> missing) implements Stopping {
        public OverrideColdStart {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Says who votes from the next write on.
     *
     * @param voters each by another name; 1, 3 or 5 of them
     */
    record SetVoters(List<Voter> voters) implements Resuming {
        public SetVoters {
            voters = List.copyOf(voters);
            List<String> names = voters.stream().map(Voter::node).toList();
            new Checks()
                    .that(
                            Set.of(1, 3, 5).contains(names.size())
                                    && Set.copyOf(names).size() == names.size(),
                            "voters",
                            names,
                            "the names of 1, 3 or 5 nodes, each once")
                    .done();
        }
    }

    /**
     * Says that an operator has seen that committed writes were overruled, and wants it so.
     *
     * @param conflicts ids of the overruled records
     */
    record Settle(List<String> conflicts) implements Resuming {
        public Settle {
            conflicts = List.copyOf(conflicts);
        }
    }

    /** Lets whoever has a secret carry an action out. */
    record AddTrigger(Trigger trigger) implements Resuming {}

    /**
     * Ends triggers.
     *
     * @param triggers ids of the records that added them
     */
    record RevokeTrigger(List<String> triggers) implements Stopping {
        public RevokeTrigger {
            triggers = List.copyOf(triggers);
        }
    }

    /** Says what writes must keep to, in place of what was said before. */
    record SetPolicy(Policy policy) implements Resuming {}

    /**
     * Asks that a second person approve a write. It has no effect but to be listed.
     *
     * @param expires when it is too late for that, by every node's own clock
     */
    record AskApproval(Resuming command, Instant expires) implements Stopping {
        /** Whether a write is the one that was asked for, and not one that only goes before it. */
        boolean isFor(Command written) {
            return switch (command) {
                case PublishRelease(var content, boolean activate) ->
                    written instanceof PublishRelease publish
                            && publish.route().equals(content.route().name())
                            && publish.content().id().equals(content.id())
                            && publish.activate() == activate;
                case Resuming other -> other.equals(written);
            };
        }
    }

    /**
     * Takes requests for approval back.
     *
     * @param requests ids of the records that asked
     */
    record EndApproval(List<String> requests) implements Stopping {
        public EndApproval {
            requests = List.copyOf(requests);
        }
    }

    /**
     * Keeps a rule as an operator wants it, learned or not, in place of what was said of it before.
     *
     * @param overRevocations ids of the revocations of it that this takes back: one that came since stands
     */
    record KeepRule(KeptRule rule, List<String> overRevocations) implements Resuming {
        public KeepRule {
            overRevocations = List.copyOf(overRevocations);
        }
    }

    /**
     * Ends a rule: it is neither applied nor learned until somebody keeps it.
     *
     * @param id its id
     * @param rule what it was
     */
    record RevokeRule(String id, HealingRule rule) implements Stopping {}

    /** Lifts kills, by the ids of their records: a kill that came since stands. */
    record Lift(List<String> kills) implements Resuming {
        public Lift {
            kills = List.copyOf(kills);
        }
    }

    /**
     * Makes a release known. It serves nobody yet, unless it is activated with it.
     *
     * @param activate whether it is to be the route's current release at once
     */
    record PublishRelease(ReleaseContent content, boolean activate) implements Resuming, OfRoute {
        @Override
        public String route() {
            return content.route().name();
        }
    }

    /**
     * Makes a published release the route's current one.
     *
     * @param overWithdraws ids of the withdraws of it that this takes back: one that came since stands
     */
    record Activate(String route, String release, List<String> overWithdraws) implements Resuming, OfRoute {
        public Activate {
            overWithdraws = List.copyOf(overWithdraws);
        }
    }

    /**
     * Gives a share of a route's traffic to a published release. It takes the place of the canary before it.
     *
     * @param share above nothing
     * @param sticky what keeps a user on one side
     * @param salt goes into the hash of the sticky key: another one draws other users
     */
    record SetCanary(String route, String candidate, Share share, Sticky sticky, String salt)
            implements Resuming, OfRoute {
        public SetCanary {
            new Checks()
                    .that(share.millionths() > 0, "share", share, "more than 0 %")
                    .done();
        }
    }

    /**
     * Copies a share of a route's requests to a published release, whose answers nobody sees. It takes the place of the
     * shadow before it.
     *
     * @param share above nothing
     * @param concurrency how many copies may be under way on one node
     */
    record SetShadow(String route, String candidate, Share share, int concurrency) implements Resuming, OfRoute {
        public static final int MOST_CONCURRENT = 1_000;

        public SetShadow {
            new Checks()
                    .that(share.millionths() > 0, "share", share, "more than 0 %")
                    .range("concurrency", concurrency, 1, MOST_CONCURRENT)
                    .done();
        }
    }

    /**
     * Keeps what came out of the newest run of hand-made cases through a candidate and a baseline: a rollout may go on
     * by it.
     *
     * @param candidate the id of a published release
     * @param baseline the id of another
     */
    record RecordEval(String route, String candidate, String baseline, EvalResult result) implements Resuming, OfRoute {
        public RecordEval {
            new Checks()
                    .that(!candidate.equals(baseline), "baseline", baseline, "another release than the candidate")
                    .done();
        }
    }

    /**
     * Makes a budget, or changes its limit.
     *
     * @param units how many may be spent in each period, of whatever its users count: microdollars, requests; from 0
     */
    record SetBudget(String budget, long units, BudgetPeriod period) implements OfBudget {
        /** The most units of a budget: a billion dollars. */
        public static final long MOST = 1_000_000_000_000_000L;

        public SetBudget {
            new Checks().name("budget", budget).range("units", units, 0, MOST).done();
        }
    }

    /**
     * Gives a node part of a budget, to spend in one period without asking.
     *
     * @param periodStart when that period starts
     * @param node its holder
     * @param journal the identity of the holder's journal: whoever has lost that does not know what it spent
     * @param units from 1
     */
    record GrantBlock(String budget, Instant periodStart, String node, String journal, long units) implements OfBudget {
        public GrantBlock {
            new Checks().range("units", units, 1, SetBudget.MOST).done();
        }
    }

    /**
     * Takes back what a node has not spent of a block, and will not.
     *
     * @param grant the id of the record that granted it
     * @param node its holder
     * @param journal the identity of the holder's journal
     * @param unspent units, from 0 to all of it
     */
    record ReturnBlock(String budget, String grant, String node, String journal, long unspent) implements OfBudget {
        public ReturnBlock {
            new Checks().range("unspent", unspent, 0, SetBudget.MOST).done();
        }
    }
}
