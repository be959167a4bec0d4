package dev.penstock.config;

import dev.penstock.core.config.NodeConfig;
import java.util.List;

/** What became of a configuration directory. */
public sealed interface Loaded {
    /**
     * It can be served.
     *
     * @param config what it says
     * @param warnings what works and yet deserves a look, sorted by file and line
     */
    record Good(NodeConfig config, List<Note> warnings) implements Loaded {
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot be served.
     *
     * @param mistakes all of them, at least one, sorted by file and line
     */
    record Bad(List<Mistake> mistakes) implements Loaded {
        public Bad {
            mistakes = List.copyOf(mistakes);
        }
    }
}
