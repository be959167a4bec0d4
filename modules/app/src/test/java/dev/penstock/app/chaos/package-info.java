/**
 * The promises of the control state under fire: real nodes with a network of their own that is cut, frozen, killed and
 * robbed of disks while operators write and onlookers read, and a model that says afterwards whether what was seen may
 * be.
 *
 * <p>{@link Schedule} is what is done to the nodes, {@link History} what was seen, {@link Model} the judge: all pure.
 * {@link ChaosMain} is the process in whose network namespace the nodes live.
 */
@NullMarked
package dev.penstock.app.chaos;

import org.jspecify.annotations.NullMarked;
