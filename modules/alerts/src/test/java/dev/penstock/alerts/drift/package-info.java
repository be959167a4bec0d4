@NullMarked
package dev.penstock.alerts.drift;

import org.jspecify.annotations.NullMarked;
