package dev.penstock.killswitch;

import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.ControlState.ActiveKill;

/** What becomes of a kill, as one line for the log. */
final class KillLine {
    private KillLine() {}

    static String inEffect(ActiveKill active) {
        Command.Kill kill = active.kill();
        Author author = active.record().author();
        return line(
                active,
                "in effect, " + kill.inFlight().word() + ", "
                        + (kill.expires() == null ? "until it is lifted" : "until " + kill.expires()) + ", by "
                        + author.actor() + principal(author) + ": " + author.reason());
    }

    /** Actors name themselves; a principal has shown its token. */
    private static String principal(Author author) {
        return author.isNode() ? "" : " (" + author.principal() + ")";
    }

    static String lifted(ActiveKill active) {
        return line(active, "lifted");
    }

    static String expired(ActiveKill active) {
        return line(active, "expired");
    }

    private static String line(ActiveKill active, String what) {
        Command.Kill kill = active.kill();
        String line = "kill " + active.record().id() + " of " + kill.scope().word() + " '" + kill.key() + "': " + what;
        // What people wrote must not look like another line of the log.
        return line.replaceAll("\\p{Cntrl}", " ");
    }
}
