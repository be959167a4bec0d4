package dev.penstock.alerts;

import java.util.List;

/**
 * The alerts of all nodes.
 *
 * @param alerts the newest first
 * @param silent nodes that did not answer
 */
public record AlertList(List<Alert> alerts, List<String> silent) {
    public AlertList {
        alerts = List.copyOf(alerts);
        silent = List.copyOf(silent);
    }
}
