package dev.penstock.gateway;

import dev.penstock.canary.ArmCounts;
import dev.penstock.canary.RolloutDesk;
import dev.penstock.core.Escrow;
import dev.penstock.healing.Breakers;
import dev.penstock.healing.Qualities;
import dev.penstock.healing.learned.Rules;
import dev.penstock.killswitch.KillSwitch;
import dev.penstock.reviews.Reviews;
import dev.penstock.router.ExpectedOutput;
import dev.penstock.router.OutputLengths;
import dev.penstock.shadow.ShadowQueue;
import dev.penstock.trace.store.FeedbackDesk;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * What the features lend to the way of a request. All of it may be used by several threads, and nothing of it waits.
 *
 * @param killSwitch what is stopped
 * @param arms counts the requests on each side of a split
 * @param lengths is told how long answers are
 * @param expected how long the next ones will be
 * @param shadows takes copies of requests
 * @param breakers which targets are left alone because they fail
 * @param qualities which targets answer worse than usual
 * @param rules what is done ahead of failures
 * @param reviews what people are asked to look at
 * @param feedback takes what callers say of answers
 * @param rollouts scores the requests of rollouts
 * @param escrow where rollouts have what they may cost
 * @param inContact whether this node is in contact with a majority, at a time of the monotonic clock: without it, it
 *     may not know that a candidate was stopped
 */
public record Features(
        KillSwitch killSwitch,
        ArmCounts arms,
        OutputLengths lengths,
        Supplier<ExpectedOutput> expected,
        ShadowQueue shadows,
        Breakers breakers,
        Qualities qualities,
        Rules rules,
        Reviews reviews,
        FeedbackDesk feedback,
        RolloutDesk rollouts,
        Escrow escrow,
        LongPredicate inContact) {}
