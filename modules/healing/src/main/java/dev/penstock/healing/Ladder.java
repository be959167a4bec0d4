package dev.penstock.healing;

import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.config.Healing;
import dev.penstock.core.config.Midstream;
import dev.penstock.core.config.Remedy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is tried for one request, rung after rung: the remedies of each failure's class in their order, then, once all
 * targets were asked, those again that may do better a little later. Decides only; the caller of its methods asks the
 * targets. Belongs to one request and one thread.
 */
public final class Ladder {
    /** Full jitter: a retry comes after a random time up to this one, twice as long for each that went before. */
    static final Duration LONGEST_JITTER = Duration.ofMillis(200);

    /** What waiting counts at least. */
    private static final Duration LEAST_WAIT = Duration.ofMillis(20);

    private static final String EMPTY_NOTE =
            "Your last answer to this was empty. Answer now, in full, without mentioning this note.";

    private static final String NO_BUDGET = "the target's retry budget is spent";

    private final Healing policy;
    private final Corrections corrections;
    private final Place[] places;
    private final RandomGenerator random;
    private int current = -1;
    /** How long the request has waited for targets that were left alone. */
    private Duration waited = Duration.ZERO;
    /** What is left to try for a stream that broke after its caller had content; null before one did. */
    private @Nullable Deque<Step.Ask> resumptions;
    /** The one of them that is tried. */
    private Step.@Nullable Ask resuming;

    /** A target's place in the order of this request. */
    private static final class Place {
        private final Candidate candidate;
        private int asked;
        private int changed;
        /** It may not be asked for this request. */
        private boolean barred;
        /** It has asked to be left alone for so long; null if it may be asked. */
        private @Nullable Duration rest;

        private @Nullable Diagnosis last;

        Place(Candidate candidate) {
            this.candidate = candidate;
        }

        boolean mayBeAsked() {
            return !barred && rest == null;
        }

        boolean restsLessThan(@Nullable Place other) {
            return other == null || other.rest == null || (rest != null && rest.compareTo(other.rest) < 0);
        }
    }

    /**
     * What counts of a target here.
     *
     * @param provider whose credentials it is called with
     * @param window tokens that fit into its context; null where it is not known
     * @param prefill whether it can go on with an answer that it is given the begin of
     */
    public record Candidate(String provider, @Nullable Integer window, boolean prefill) {}

    /**
     * The targets are in their order.
     *
     * @param corrections how one of them is told what was wrong with its answer
     */
    public Ladder(Healing policy, Corrections corrections, List<Candidate> targets, RandomGenerator random) {
        this.policy = policy;
        this.corrections = corrections;
        this.random = random;
        this.places = targets.stream().map(Place::new).toArray(Place[]::new);
    }

    /** The first step of all. */
    public Step begin() {
        return next(null);
    }

    /**
     * The target of the last step may not be asked.
     *
     * @param rest how long it is to be left alone; null if that is not the reason
     * @param remaining of the whole request's time
     */
    public Step barred(@Nullable Duration rest, Duration remaining) {
        places[current].barred |= rest == null;
        places[current].rest = rest;
        if (resumptions != null) {
            if (resuming != null && rest != null) {
                resumptions.addFirst(resuming);
            }
            return nextResumption(resumptions, remaining);
        }
        Step step = next(askedAny() ? Remedy.FAIL_OVER : null);
        return step instanceof Step.Ask ? step : rested(remaining);
    }

    /** The places of those that were not asked and may be, in their order. */
    public List<Integer> unasked() {
        return IntStream.range(0, places.length)
                .filter(place -> places[place].asked == 0 && places[place].mayBeAsked())
                .boxed()
                .toList();
    }

    /** One of them is asked at the same time as the target of the last step. */
    public void askedBeside(int place) {
        places[place].asked++;
    }

    /** Of two that were asked at once, one has come first: it is as if the other had not been asked. */
    public void outrun(int slower, int first) {
        places[slower].asked--;
        current = first;
    }

    /** Of two that were asked at once, one failed and the other goes on. */
    public void failedBeside(int failed, Diagnosis diagnosis, int other) {
        places[failed].last = diagnosis;
        current = other;
    }

    /** Whether another target may answer after a failure of this class. */
    public boolean mayFailOver(Diagnosis diagnosis) {
        return Remedies.of(diagnosis).contains(Remedy.FAIL_OVER)
                && policy.allows(diagnosis.word(), Remedy.FAIL_OVER)
                && !endsHere(diagnosis);
    }

    /** The target of the last step is being asked. */
    public void asked() {
        places[current].asked++;
    }

    /** Whether it is asked for the first time. */
    public boolean isFirst() {
        return places[current].asked == 1;
    }

    /**
     * The attempt failed, before the caller had anything of an answer.
     *
     * @param remaining of the whole request's time
     * @param mayRetry takes a retry of the target at a place out of its budget, and says whether there was one
     */
    public Step failed(AttemptFailure failure, Diagnosis diagnosis, Duration remaining, IntPredicate mayRetry) {
        places[current].last = diagnosis;
        String why = "nothing heals " + diagnosis.word();
        if (endsHere(diagnosis)) {
            return new Step.Tell("the route does not ask another target after " + diagnosis.word());
        }
        boolean elsewhere = false;
        for (Remedy remedy : Remedies.of(diagnosis)) {
            if (!policy.allows(diagnosis.word(), remedy)) {
                why = "the route does not allow " + remedy.word() + " after " + diagnosis.word();
                continue;
            }
            elsewhere |= remedy == Remedy.FAIL_OVER;
            Step step = switch (remedy) {
                case WAIT -> waited(diagnosis, remaining, mayRetry);
                case RETRY -> again(current, null, Remedy.RETRY, remaining, mayRetry);
                case CHANGE -> changed(failure, diagnosis, mayRetry);
                case FAIL_OVER -> failOver(diagnosis);
            };
            if (step instanceof Step.Ask) {
                return step;
            }
            why = step instanceof Step.Tell(String told) ? told : why;
        }
        if (!elsewhere) {
            return new Step.Tell(why);
        }
        Step last = comeBack(remaining, mayRetry);
        return last == null ? rested(remaining) instanceof Step.Ask ask ? ask : new Step.Tell(why) : last;
    }

    /**
     * A stream broke after its caller had content, or what was to go on with it failed.
     *
     * @param remaining of the whole request's time
     * @param mayRetry takes a retry of the target at a place out of its budget, and says whether there was one
     */
    public Step broken(Diagnosis diagnosis, Duration remaining, IntPredicate mayRetry) {
        places[current].last = diagnosis;
        if (resumptions == null) {
            if (!Remedies.mayBeGoneOnWith(diagnosis)) {
                return new Step.Tell("no stream goes on after " + diagnosis.word());
            }
            resumptions = resumptions(mayRetry);
        }
        if (Remedies.isFinal(diagnosis) || remaining.isNegative() || remaining.isZero()) {
            return new Step.Tell("nothing heals " + diagnosis.word());
        }
        return nextResumption(resumptions, remaining);
    }

    /** The next of those that may be asked; where all that are left ask for time, the first whose time is over soon. */
    private Step nextResumption(Deque<Step.Ask> left, Duration remaining) {
        left.removeIf(step -> places[step.target()].barred);
        Step.Ask first = null;
        for (Step.Ask step : left) {
            if (first == null || restOf(step).compareTo(restOf(first)) < 0) {
                first = step;
            }
        }
        if (first == null) {
            return new Step.Tell("nobody else can go on with the stream");
        }
        Duration rest = restOf(first);
        if (waited.plus(rest).compareTo(policy.longestWait()) > 0 || rest.compareTo(remaining) >= 0) {
            return new Step.Tell("who could go on with the stream asks for " + rest.toMillis() + " ms more");
        }
        left.remove(first);
        resuming = first;
        current = first.target();
        places[current].rest = null;
        waited = waited.plus(atLeast(rest));
        return new Step.Ask(current, rest, first.change(), first.remedy());
    }

    private Duration restOf(Step.Ask step) {
        Duration rest = places[step.target()].rest;
        return rest == null ? Duration.ZERO : rest;
    }

    /**
     * Others that can go on where it broke come first, and it itself last of them; then it begins anew, and then
     * another one does.
     */
    private Deque<Step.Ask> resumptions(IntPredicate mayRetry) {
        Deque<Step.Ask> plan = new ArrayDeque<>();
        List<Integer> others = IntStream.range(1, places.length)
                .mapToObj(step -> (current + step) % places.length)
                .filter(other -> !places[other].barred)
                .toList();
        if (policy.midstream() == Midstream.CONTINUE) {
            others.stream()
                    .filter(other -> places[other].candidate.prefill())
                    .limit(2)
                    .forEach(other -> plan.add(resume(other, new Change.Continue(), Remedy.FAIL_OVER)));
            if (places[current].candidate.prefill()) {
                plan.add(resume(current, new Change.Continue(), Remedy.RETRY));
            }
        }
        if (policy.midstream() == Midstream.CONTINUE || policy.midstream() == Midstream.RESTART) {
            if (mayRetry.test(current)) {
                plan.add(resume(current, new Change.Restart(), Remedy.RETRY));
            }
            others.stream().limit(1).forEach(other -> plan.add(resume(other, new Change.Restart(), Remedy.FAIL_OVER)));
        }
        return plan;
    }

    private static Step.Ask resume(int target, Change change, Remedy remedy) {
        return new Step.Ask(target, Duration.ZERO, change, remedy);
    }

    /** An outcome, unless the route asks another target all the same. */
    private boolean endsHere(Diagnosis diagnosis) {
        return (diagnosis == Diagnosis.Declined.REFUSAL || diagnosis == Diagnosis.Declined.CONTENT_FILTERED)
                && !policy.routeAround().contains(diagnosis.word());
    }

    private Step failOver(Diagnosis diagnosis) {
        Candidate failed = places[current].candidate;
        for (Place place : places) {
            place.barred |= !mayDoBetter(failed, place.candidate, diagnosis);
        }
        return next(Remedy.FAIL_OVER);
    }

    private static boolean mayDoBetter(Candidate failed, Candidate other, Diagnosis diagnosis) {
        if (diagnosis == Diagnosis.Fault.CONTEXT_TOO_LONG) {
            // The same request does not fit into a window that is no larger.
            return failed.window() != null && other.window() != null && other.window() > failed.window();
        }
        // What one credential has spent is spent for all that it calls.
        return diagnosis != Diagnosis.Fault.QUOTA_EXHAUSTED || !other.provider().equals(failed.provider());
    }

    /** The next target that was not asked and may be. */
    private Step next(@Nullable Remedy remedy) {
        for (int i = 0; i < places.length; i++) {
            if (places[i].asked == 0 && places[i].mayBeAsked()) {
                current = i;
                return new Step.Ask(i, Duration.ZERO, null, remedy);
            }
        }
        return new Step.Tell("no other target is left");
    }

    private Step waited(Diagnosis diagnosis, Duration remaining, IntPredicate mayRetry) {
        Duration wait = switch (diagnosis) {
            case Diagnosis.RateLimited(Duration asked) -> asked;
            case Diagnosis.Overloaded(Duration asked) -> asked;
            default -> null;
        };
        if (wait == null || wait.compareTo(policy.longestWait()) > 0) {
            return new Step.Tell("the provider asks to wait longer than the route does");
        }
        return again(current, wait, Remedy.WAIT, remaining, mayRetry);
    }

    /** {@code least} is the shortest time to wait; null waits for a random one. */
    private Step again(int target, @Nullable Duration least, Remedy remedy, Duration remaining, IntPredicate mayRetry) {
        Place place = places[target];
        if (place.asked > policy.retries()) {
            return new Step.Tell("the target was asked again already");
        }
        Duration delay = least == null ? jitter(place.asked) : least;
        if (delay.compareTo(remaining) >= 0) {
            return new Step.Tell("the time of the request is over before that of the retry");
        }
        if (!mayRetry.test(target)) {
            return new Step.Tell(NO_BUDGET);
        }
        current = target;
        return new Step.Ask(target, delay, null, remedy);
    }

    private Duration jitter(int asked) {
        long most = LONGEST_JITTER.toNanos() << Math.min(asked - 1, 5);
        return Duration.ofNanos(random.nextLong(most + 1));
    }

    private Step changed(AttemptFailure failure, Diagnosis diagnosis, IntPredicate mayRetry) {
        Change change = change(failure, diagnosis);
        int most = failure instanceof AttemptFailure.InvalidOutput ? corrections.most() : Math.min(1, policy.retries());
        if (change == null || places[current].changed >= most) {
            return new Step.Tell("a changed request was tried already");
        }
        if (!mayRetry.test(current)) {
            return new Step.Tell(NO_BUDGET);
        }
        places[current].changed++;
        return new Step.Ask(current, Duration.ZERO, change, Remedy.CHANGE);
    }

    private @Nullable Change change(AttemptFailure failure, Diagnosis diagnosis) {
        if (failure instanceof AttemptFailure.InvalidOutput invalid) {
            return new Change.Note(invalid.correction(), corrections.narrow());
        }
        return switch (diagnosis) {
            case Diagnosis.UnsupportedParameter(String name, String instead)
            when name != null && instead != null -> new Change.Rename(name, instead);
            case Diagnosis.OutputLimit(long most) -> new Change.FewerTokens(most);
            case Diagnosis.Fault fault
            when fault == Diagnosis.Fault.EMPTY_ANSWER ->
                failure instanceof AttemptFailure.EmptyAnswer(FinishReason finish) && finish == FinishReason.LENGTH
                        ? new Change.MoreTokens()
                        : new Change.Note(EMPTY_NOTE, false);
            default -> null;
        };
    }

    /** All were asked: one of those that may do better by now. */
    private @Nullable Step comeBack(Duration remaining, IntPredicate mayRetry) {
        for (int i = 0; i < places.length; i++) {
            Place place = places[i];
            if (i != current && place.mayBeAsked() && place.last != null && Remedies.mayPass(place.last)) {
                Step step = again(i, null, Remedy.RETRY, remaining, mayRetry);
                if (step instanceof Step.Ask) {
                    return step;
                }
            }
        }
        return null;
    }

    /** Nobody may be asked now: the first of those that are left alone, if its time is over soon. */
    private Step rested(Duration remaining) {
        Place first = null;
        for (Place place : places) {
            if (!place.barred && place.asked <= policy.retries() && place.rest != null && place.restsLessThan(first)) {
                first = place;
            }
        }
        if (first == null || first.rest == null) {
            return new Step.Tell("no other target may be asked");
        }
        Duration rest = first.rest;
        if (waited.plus(rest).compareTo(policy.longestWait()) > 0 || rest.compareTo(remaining) >= 0) {
            return new Step.Tell("all targets that are left asked to be left alone, the first of them for "
                    + rest.toMillis() + " ms more");
        }
        waited = waited.plus(atLeast(rest));
        first.rest = null;
        current = Arrays.asList(places).indexOf(first);
        return new Step.Ask(current, rest, null, Remedy.WAIT);
    }

    /** Rests come one after another where providers name short ones: each counts for something, so that they end. */
    private static Duration atLeast(Duration rest) {
        return rest.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : rest;
    }

    private boolean askedAny() {
        return Arrays.stream(places).anyMatch(place -> place.asked > 0);
    }
}
