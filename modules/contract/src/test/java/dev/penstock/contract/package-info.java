@NullMarked
package dev.penstock.contract;

import org.jspecify.annotations.NullMarked;
