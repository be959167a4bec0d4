package dev.penstock.gateway;

import dev.penstock.canary.Arm;
import dev.penstock.canary.ArmOutcome;
import dev.penstock.canary.Drawn;
import dev.penstock.canary.Seen;
import dev.penstock.core.ArmNote;
import dev.penstock.core.Attempt;
import dev.penstock.core.Release;
import dev.penstock.core.rollout.GuardrailKind;
import dev.penstock.providers.AnswerFacts;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part that a request has in a rollout: its side, what it holds of the stage's exposure, and which of its attempts
 * are its own side's. Belongs to one event loop.
 */
final class RolloutPart {
    private final Drawn drawn;
    private final Release own;
    private final Release current;
    private final @Nullable Exposed exposed;

    /** Whether it counts: what is refused before anybody could be asked does not. */
    private boolean counts;
    /** How many attempts were its own side's, once the current release answers in the candidate's place; -1 before. */
    private int ownAttempts = -1;
    /** How many attempts its side is judged by, once one has failed; -1 before. */
    private int judged = -1;
    /** Whether none of its side's targets could be asked, though operators stopped none. */
    private boolean unasked;
    /** Whether its answer calls tools wrongly. */
    private boolean badToolCall;
    /** What is kept of its stream to look at its tool calls. */
    private @Nullable ToolCallNote toolCalls;
    /** Its score, once it has one. */
    private @Nullable ArmOutcome score;

    /**
     * @param own the release of its side
     * @param current the route's current one
     * @param exposed what it holds; null on the baseline's side
     */
    RolloutPart(Drawn drawn, Release own, Release current, @Nullable Exposed exposed) {
        this.drawn = drawn;
        this.own = own;
        this.current = current;
        this.exposed = exposed;
    }

    Drawn drawn() {
        return drawn;
    }

    Release current() {
        return current;
    }

    void counts() {
        counts = true;
    }

    boolean isCounted() {
        return counts;
    }

    /** Whether the candidate is to answer, so that the current release may still do so in its place. */
    boolean isOnTrial() {
        return drawn.arm() == Arm.CANDIDATE && ownAttempts < 0;
    }

    /** Whether the current release answers in the candidate's place. */
    boolean isTurned() {
        return ownAttempts >= 0;
    }

    /** How many attempts were the candidate's, once the current release answers in its place. */
    int ownAttempts() {
        return ownAttempts;
    }

    /** From now on the current release answers in the candidate's place, which made so many attempts. */
    void turn(int attempts) {
        ownAttempts = attempts;
        judge(attempts);
    }

    /**
     * So many attempts were made when one failed before its caller had anything. A candidate gets no other, so neither
     * side is judged by what comes then.
     */
    void judge(int attempts) {
        judged = judged < 0 ? attempts : judged;
    }

    void unasked() {
        unasked = true;
    }

    /** Whether its rollout looks at the tool calls of its side's answers. */
    boolean isHeldToToolCalls() {
        return judged < 0 && drawn.scoring().hears(GuardrailKind.TOOL_CALL);
    }

    /** A whole answer of its side is here, in its provider's words. */
    void answer(Exchange x, Asking asking, byte[] answer) {
        badToolCall |= ToolCallNote.isBad(x, asking, answer);
    }

    /** The next piece of a stream of its side is handed on. */
    void piece(Exchange x, Buffer piece, Calls calls) {
        if (toolCalls == null) {
            toolCalls = new ToolCallNote(calls.room(), !x.offeredTools().isEmpty());
        }
        toolCalls.piece(piece);
    }

    /** A stream of its side is whole. */
    void stream(Exchange x, @Nullable AnswerFacts facts) {
        badToolCall |= toolCalls != null && toolCalls.isBadStream(x, facts);
    }

    @Nullable
    ArmOutcome score() {
        return score;
    }

    void score(@Nullable ArmOutcome now) {
        score = now;
    }

    /** What it has shown of its side's release; {@code all} are its attempts that are over. */
    Seen seen(List<Attempt> all, boolean stream, boolean late) {
        return new Seen(judged(all), stream, unasked, late, badToolCall);
    }

    private List<Attempt> judged(List<Attempt> all) {
        return judged < 0 ? all : all.subList(0, judged);
    }

    private List<Attempt> ofItsOwn(List<Attempt> all) {
        return isTurned() ? all.subList(0, ownAttempts) : all;
    }

    /** What it holds is spent, or given back. */
    void settle(List<Attempt> all) {
        if (toolCalls != null) {
            toolCalls.free();
        }
        if (exposed != null && counts) {
            exposed.settle(score != null && score.bad() != 0, ofItsOwn(all));
        } else if (exposed != null) {
            exposed.giveBack();
        }
    }

    /** What its trace tells; null where it does not count. */
    @Nullable
    ArmNote note(List<Attempt> all) {
        return counts
                ? new ArmNote(
                        drawn.rollout(),
                        drawn.stage(),
                        drawn.arm() == Arm.CANDIDATE,
                        drawn.concurrent(),
                        own.id(),
                        drawn.chance(),
                        drawn.key(),
                        judged(all).size(),
                        score == null ? null : drawn.scoring().words(score.bad()))
                : null;
    }
}
