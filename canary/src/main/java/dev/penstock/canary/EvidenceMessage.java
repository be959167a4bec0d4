package dev.penstock.canary;

import java.util.List;

/** What nodes tell each other about the evidence of rollouts. */
sealed interface EvidenceMessage {
    /**
     * What there is of some parts.
     *
     * @param from who tells it; a part may be another's
     * @param since when that node started, in milliseconds of its clock
     */
    record Totals(Life from, long since, List<Part> parts) implements EvidenceMessage {
        public Totals {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What one node has seen of one rollout, without its bad requests.
     *
     * @param round of the evidence, as whoever tells it knows it
     * @param why why the round began
     */
    record Part(String rollout, Life of, int round, String why, NodeEvidence.Totals totals) {}

    /**
     * Bad requests of a part.
     *
     * @param from the place of the first one in the part's round
     */
    record Bad(String rollout, Life of, int round, String why, int from, List<BadRequest> requests)
            implements EvidenceMessage {
        public Bad {
            requests = List.copyOf(requests);
        }
    }

    /**
     * What users asked of a node, lately: another may have answered them the same before.
     *
     * @param from who tells it
     * @param questions with their times from when it is told, so below zero
     */
    record Asked(Life from, List<Question> questions) implements EvidenceMessage {
        public Asked {
            questions = List.copyOf(questions);
        }
    }

    /** Asks for all that a node knows, whosever it is: answered by {@link Totals}. */
    record AskAll() implements EvidenceMessage {}

    /** Asks for bad requests of a part, from a place on: answered by {@link Bad}. */
    record AskBad(String rollout, Life of, int round, int from) implements EvidenceMessage {}
}
