package dev.penstock.alerts;

/** An alert was raised, or is over. Of a condition that several nodes find, one tells. */
public record AlertNews(Alert alert) {
    /** {@code raised} or {@code cleared}. */
    public String word() {
        return alert.isStanding() ? "raised" : "cleared";
    }
}
