package dev.penstock.gateway;

import dev.penstock.core.Attempt;
import dev.penstock.core.AttemptFailure;
import dev.penstock.core.Diagnosis;
import dev.penstock.core.FinishReason;
import dev.penstock.core.Release;
import dev.penstock.core.config.Sampling;
import dev.penstock.core.json.JsonCursor.Kind;
import dev.penstock.core.json.JsonObjectIndex.Member;
import dev.penstock.core.rule.RuleAction;
import dev.penstock.core.rule.Signature;
import dev.penstock.healing.Change;
import dev.penstock.healing.learned.ActiveRule;
import dev.penstock.healing.learned.Lesson;
import dev.penstock.healing.learned.Rules;
import dev.penstock.healing.learned.Symptom;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which rules are about a request, and what its attempts teach. */
final class Learning {
    private final Rules rules;

    Learning(Rules rules) {
        this.rules = rules;
    }

    /**
     * A failure from which a rule may be learned, if the request is healed.
     *
     * @param attempt the number of the attempt that failed, from 1
     */
    record Failed(Symptom symptom, int attempt) {}

    /** 5: takes the rules that are about a request, and orders its targets by them. */
    void begin(Exchange x) {
        Release release = Objects.requireNonNull(x.release);
        CallerRequest request = Objects.requireNonNull(x.request);
        if (!release.route().healing().learn()) {
            return;
        }
        x.rules = rules.table().match(release.route().name(), release.id(), name -> says(request, release, name));
        x.askedLast = RuleOrder.applied(Objects.requireNonNull(x.order), x.rules);
        x.order = RuleOrder.of(x.order, x.askedLast);
    }

    /** 9: an attempt is over; {@code diagnosis} is null for an answer. */
    void ended(Exchange x, Asking asking, @Nullable Diagnosis diagnosis) {
        Release release = Objects.requireNonNull(x.release);
        if (!release.route().healing().learn()) {
            return;
        }
        TargetCall call = asking.call();
        String target = asking.rung.target().name();
        boolean asAsked = asking.change == null && call.rules().isEmpty();
        rules.ended(x.rules, target, call.rules(), asAsked, diagnosis);
        if (diagnosis == null || !call.rules().isEmpty()) {
            return;
        }
        Signature signature = signature(x, asking, release, diagnosis);
        if (signature != null) {
            Symptom symptom = Symptom.of(target, release.route().name(), signature);
            x.symptoms.removeIf(before -> before.symptom().equals(symptom));
            x.symptoms.add(new Failed(symptom, x.attempts.size()));
        }
    }

    /** 10: a request is over; {@code answered} says whether a target gave its answer. */
    void over(Exchange x, boolean answered) {
        if (answered) {
            for (Failed failed : x.symptoms) {
                rules.lesson(new Lesson(failed.symptom(), healedBy(failed, x)));
            }
        }
        for (ActiveRule last : x.askedLast) {
            List<Diagnosis> others = x.attempts.stream()
                    .filter(attempt -> !attempt.target().equals(last.rule().target()))
                    .map(Attempt::diagnosis)
                    .filter(Objects::nonNull)
                    .toList();
            rules.askedLast(last, others, answered);
        }
    }

    private static @Nullable Signature signature(Exchange x, Asking asking, Release release, Diagnosis diagnosis) {
        return switch (asking.call().failure()) {
            case AttemptFailure.EmptyAnswer(FinishReason finish) ->
                finish == FinishReason.LENGTH ? new Signature.EmptyAnswer() : null;
            case AttemptFailure.InvalidOutput invalid ->
                diagnosis == Diagnosis.Fault.INVALID_OUTPUT
                        ? new Signature.InvalidOutput(invalid.checks(), release.id())
                        : null;
            case AttemptFailure.ErrorStatus _, AttemptFailure.ErrorInStream _ ->
                parameter(x, asking, release, diagnosis);
            case null, default -> null;
        };
    }

    private static @Nullable Signature parameter(Exchange x, Asking asking, Release release, Diagnosis diagnosis) {
        if (diagnosis == Diagnosis.Fault.MODEL_GONE) {
            return new Signature.ModelGone();
        }
        // A name that only a remedy has brought in is not one that a request has.
        boolean known = diagnosis instanceof Diagnosis.UnsupportedParameter(String name, String instead)
                && name != null
                && Signature.Parameter.NAME.matcher(name).matches()
                && asking.change == null
                && (instead != null || says(Objects.requireNonNull(x.request), release, name));
        return known && diagnosis instanceof Diagnosis.UnsupportedParameter(String name, var _) && name != null
                ? new Signature.Parameter(name)
                : null;
    }

    /** What would have prevented a failure, as the request was healed. */
    private static @Nullable RuleAction healedBy(Failed failed, Exchange x) {
        String healer = x.asking().rung.target().name();
        boolean elsewhere = !healer.equals(failed.symptom().target());
        Change change = failed.attempt() + 1 == x.attempts.size() ? x.asking().change : null;
        return switch (failed.symptom().signature()) {
            case Signature.Parameter(String name) -> elsewhere ? new RuleAction.AskLast() : renamed(name, change);
            case Signature.EmptyAnswer _ ->
                !elsewhere && change instanceof Change.MoreTokens ? new RuleAction.DoubleTokens() : null;
            case Signature.InvalidOutput _, Signature.ModelGone _ -> elsewhere ? new RuleAction.AskLast() : null;
        };
    }

    private static @Nullable RuleAction renamed(String name, @Nullable Change change) {
        return change instanceof Change.Rename(String from, String instead)
                        && from.equals(name)
                        && !instead.equals(name)
                        && Signature.Parameter.NAME.matcher(instead).matches()
                ? new RuleAction.Send(instead)
                : null;
    }

    /** Whether a target is told something under a name, by the caller or by the release. */
    private static boolean says(CallerRequest request, Release release, String name) {
        Member member = request.body().find(name);
        if (member != null && member.kind() != Kind.NULL) {
            return true;
        }
        Sampling sampling = release.route().sampling();
        return switch (name) {
            case "temperature" -> sampling.temperature() != null;
            case "top_p" -> sampling.topP() != null;
            case "seed" -> sampling.seed() != null;
            case "presence_penalty" -> sampling.presencePenalty() != null;
            case "frequency_penalty" -> sampling.frequencyPenalty() != null;
            case "reasoning_effort" -> sampling.reasoningEffort() != null;
            default -> false;
        };
    }
}
