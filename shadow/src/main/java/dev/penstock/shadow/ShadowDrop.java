package dev.penstock.shadow;

/** Why a copy was not sent. */
public enum ShadowDrop {
    /** As many copies wait as may. */
    FULL_COUNT,
    /** The copies on this node hold as much memory as they may. */
    FULL_BYTES,
    /** It has waited too long. */
    TOO_OLD,
    /** The shadow that it was for has ended, or goes to another candidate now. */
    ENDED,
    /** The node stops. */
    STOPPED
}
