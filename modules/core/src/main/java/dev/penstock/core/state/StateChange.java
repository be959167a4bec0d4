package dev.penstock.core.state;

import java.util.List;

/**
 * A new control state.
 *
 * @param effects the writes that made it of the one before, in the order in which they took effect here
 */
public record StateChange(ControlState state, List<ControlRecord> effects) {
    public StateChange {
        effects = List.copyOf(effects);
    }
}
