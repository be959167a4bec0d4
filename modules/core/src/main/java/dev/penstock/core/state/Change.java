package dev.penstock.core.state;

import java.util.List;

/**
 * A new control state.
 *
 * @param effects the writes that made it of the one before, in the order in which they took effect here
 */
public record Change(ControlState state, List<ControlRecord> effects) {
    public Change {
        effects = List.copyOf(effects);
    }
}
