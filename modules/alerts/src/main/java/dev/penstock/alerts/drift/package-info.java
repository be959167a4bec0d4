/** Whether the answers to a release are not what they used to be. Pure: fed with answers, which carry their times. */
@NullMarked
package dev.penstock.alerts.drift;

import org.jspecify.annotations.NullMarked;
