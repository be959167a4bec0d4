package dev.penstock.canary;

import java.util.List;

/** What is done about a rollout now. */
public sealed interface Decision {
    /** Why, in a sentence or some. */
    String why();

    /** Nothing: it stays where it is. */
    record Hold(String why) implements Decision {}

    /**
     * Nothing before another system has approved it.
     *
     * @param webhook the name of the one to ask
     * @param proven what it is asked by: the proof, in a sentence
     */
    record Ask(String webhook, String proven, String why) implements Decision {}

    /**
     * It goes on.
     *
     * @param stage to this one, by its number
     */
    record Advance(int stage, String why) implements Decision {}

    /** Its candidate becomes the route's current release. */
    record Finish(String why) implements Decision {}

    /**
     * Its candidate is withdrawn.
     *
     * @param traces of bad requests: some of them
     */
    record RollBack(String why, List<String> traces) implements Decision {
        public RollBack {
            traces = List.copyOf(traces);
        }
    }

    /** It stays where it is until a person has looked. */
    record Pause(String why) implements Decision {}

    /** Whether something is to be done. */
    default boolean moves() {
        return switch (this) {
            case Hold _, Ask _ -> false;
            case Advance _, Finish _, RollBack _, Pause _ -> true;
        };
    }

    /** The word for it in messages, metrics and the API. */
    default String word() {
        return switch (this) {
            case Hold _ -> "hold";
            case Ask _ -> "ask";
            case Advance _ -> "advance";
            case Finish _ -> "finish";
            case RollBack _ -> "roll_back";
            case Pause _ -> "pause";
        };
    }
}
