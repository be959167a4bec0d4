package dev.penstock.app;

import dev.penstock.testkit.cluster.Answer;

/** What an operator knows of a write once it was answered, or not. */
enum Outcome {
    DONE,
    NOT_DONE,
    UNKNOWN;

    /** What an answer means where a write that is on fewer disks does not count as done. */
    static Outcome of(Answer answer, int disks) {
        return switch (answer.status()) {
            case 200, 201 -> answer.body().path("journaled").asInt() >= disks ? DONE : UNKNOWN;
            // The node was not there, has not heard yet of what the write is about, or has no majority.
            case Answer.NOT_SENT, 404, 409, 503 -> NOT_DONE;
            case Answer.LOST, 504 -> UNKNOWN;
            default -> throw new AssertionError("no answer of a write: " + answer);
        };
    }
}
