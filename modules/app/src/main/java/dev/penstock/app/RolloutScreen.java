package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Where a rollout is drawn: over the picture before in a terminal, else as a line for whatever happens. */
final class RolloutScreen {
    private final PrintWriter out;
    private final boolean json;
    private final boolean live;
    private int drawn;
    private String told = "";

    RolloutScreen(PrintWriter out, boolean json) {
        // Where standard output is no terminal, there may be a console that is none, or no console.
        this(
                out,
                json,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    /** {@code live}: what is drawn can be drawn over. */
    RolloutScreen(PrintWriter out, boolean json, boolean live) {
        this.out = out;
        this.json = json;
        this.live = live;
    }

    void show(String route, JsonNode rollout) {
        if (live && !json) {
            draw(new RolloutPicture(route, rollout).lines());
        } else {
            tell(route, rollout);
        }
        out.flush();
    }

    private void draw(List<String> lines) {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
        }
        lines.forEach(out::println);
        drawn = lines.size();
    }

    private void tell(String route, JsonNode rollout) {
        String happened = String.join(
                " ",
                rollout.path("phase").asText(),
                rollout.path("stage").asText(),
                rollout.path("verdict").path("step").asText());
        if (!happened.equals(told)) {
            told = happened;
            out.println(json ? rollout.toString() : Told.rollout(route, rollout));
        }
    }
}
