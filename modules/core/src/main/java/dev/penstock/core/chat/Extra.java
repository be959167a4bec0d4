package dev.penstock.core.chat;

import dev.penstock.core.Dialect;

/**
 * A field that one dialect has and the neutral form has no word for. It is written back in its own dialect as it came;
 * every other dialect refuses it by name, so that it cannot get lost unseen.
 *
 * @param dialect the dialect whose field it is
 * @param name the field's name in that dialect
 * @param value the field's value as it came
 * @param at where it stood
 */
public record Extra(Dialect dialect, String name, Json value, FieldPath at) {}
