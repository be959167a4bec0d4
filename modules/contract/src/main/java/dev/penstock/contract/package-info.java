/** What an answer must satisfy: its schema and its checks, and the repair of what is safe to repair. Pure. */
@NullMarked
package dev.penstock.contract;

import org.jspecify.annotations.NullMarked;
