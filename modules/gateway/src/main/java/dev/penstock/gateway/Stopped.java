package dev.penstock.gateway;

import dev.penstock.core.Release;
import dev.penstock.killswitch.Killed;

/** What a kill stops, in words for traces and errors. */
final class Stopped {
    private Stopped() {}

    static String what(Killed killed) {
        return killed.scope().word() + " '" + killed.key() + "'";
    }

    /** Why a target was not asked. */
    static String target(Release.Rung rung, Killed killed) {
        return rung.target().name() + ": " + what(killed) + " is killed";
    }
}
