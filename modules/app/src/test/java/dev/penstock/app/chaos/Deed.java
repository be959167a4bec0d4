package dev.penstock.app.chaos;

/** What an operator wants. Releases are known by the reasons of their publications, which nobody gives twice. */
sealed interface Deed {
    String route();

    /** What only takes away. */
    sealed interface Stopping extends Deed {}

    /** What gives traffic to something. */
    sealed interface Resuming extends Deed {}

    /** Kills the route; the reason is also what callers are told. */
    record Kill(String route) implements Stopping {}

    /** Lifts all kills of the route that the node knows. */
    record Lift(String route) implements Resuming {}

    record Publish(String route, boolean activate) implements Resuming {}

    record Activate(String route, String release) implements Resuming {}

    record SetCanary(String route, String candidate, int share) implements Resuming {}

    /** Ends the canary that the node knows. */
    record EndCanary(String route) implements Stopping {}

    record Withdraw(String route, String release) implements Stopping {}
}
