@NullMarked
package dev.penstock.webhooks;

import org.jspecify.annotations.NullMarked;
