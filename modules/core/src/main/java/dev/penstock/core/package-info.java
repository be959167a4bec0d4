/** The words of Penstock as records and sealed types, and the ports between its modules. The JDK and nothing else. */
@NullMarked
package dev.penstock.core;

import org.jspecify.annotations.NullMarked;
