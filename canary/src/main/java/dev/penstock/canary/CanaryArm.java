package dev.penstock.canary;

/**
 * What is counted apart.
 *
 * @param candidate the id of the release that has a share of the route's traffic
 */
public record CanaryArm(String route, String candidate, Arm arm) {}
