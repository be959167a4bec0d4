@NullMarked
package dev.penstock.alerts;

import org.jspecify.annotations.NullMarked;
