/**
 * In which order the targets of a release are asked for one request: as they are written, by rules, or the cheapest
 * that fits first. The decision is a pure function of the release, the request and what answers have been like; nodes
 * tell each other how long those were.
 */
@NullMarked
package dev.penstock.router;

import org.jspecify.annotations.NullMarked;
