package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.killswitch.Killed;

/** What a kill stops, in words for traces and errors. */
final class Stopped {
    private Stopped() {}

    static String what(Killed killed) {
        return killed.scope().word() + " '" + killed.key() + "'";
    }

    /** Why a target was not asked that has asked to be left alone. */
    static String resting(Release.Rung rung, TargetCare.Rest rest) {
        return rung.target().name() + ": left alone for " + rest.left().toMillis() + " ms more, "
                + (rest.isUnpaid() ? "for its quota is spent" : "as its provider asked");
    }

    /** Why a target was not asked that fails. */
    static String failing(Release.Rung rung) {
        return rung.target().name() + ": its breaker is open";
    }

    /** Why a target was not asked. */
    static String target(Release.Rung rung, Killed killed) {
        return rung.target().name() + ": " + what(killed) + " is killed";
    }
}
