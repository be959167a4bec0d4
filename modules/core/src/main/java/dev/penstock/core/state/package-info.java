/**
 * The control state: what operators decided, as immutable records and a pure fold over them. Which records there are
 * and on how many disks is the store's; what they mean is here.
 */
@NullMarked
package dev.penstock.core.state;

import org.jspecify.annotations.NullMarked;
