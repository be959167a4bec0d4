package dev.penstock.sim;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the next attempt of a matching model.
 *
 * @param fault what happens, or null: that attempt passes
 * @param model which models, by name without fault; {@code *} stands for any characters
 */
public record ScriptedFault(@Nullable FaultSpec fault, String model) {
    /**
     * For any model, from {@code FAULT}, {@code FAULT@N} or {@code none}.
     *
     * @throws IllegalArgumentException as {@link FaultSpec#parse}
     */
    public static ScriptedFault parse(String text) {
        return new ScriptedFault(text.equals("none") ? null : FaultSpec.parse(text), "*");
    }
}
