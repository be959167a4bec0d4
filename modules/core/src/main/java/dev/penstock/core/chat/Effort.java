package dev.penstock.core.chat;

import java.util.Locale;

/** How hard the model tries before and while it answers. */
public enum Effort {
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX;

    /** The word for it, the same in every dialect that has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
