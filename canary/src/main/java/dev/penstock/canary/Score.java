package dev.penstock.canary;

/** Something that the way of a request tells of a rollout. */
sealed interface Score {
    /** The rollout's id. */
    String rollout();

    /** A request was drawn to a side. */
    record Assigned(String rollout, int stage, Arm arm, long key) implements Score {}

    /** A request was scored, for the first time. */
    record Scored(ArmOutcome outcome, Took took) implements Score {
        Scored(ArmOutcome outcome) {
            this(outcome, Took.UNKNOWN);
        }

        @Override
        public String rollout() {
            return outcome.rollout();
        }
    }

    /**
     * Somebody gave the answer to a request a score, from 0 to 1.
     *
     * @param key as {@link ArmOutcome#key}
     * @param trace its trace's id
     */
    record Rated(String rollout, int stage, Arm arm, long key, String trace, double value) implements Score {}

    /** A request that was scored before is bad by more. */
    record Late(ArmOutcome outcome) implements Score {
        @Override
        public String rollout() {
            return outcome.rollout();
        }
    }
}
