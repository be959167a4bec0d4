package dev.penstock.sim;

import org.jspecify.annotations.Nullable;

/**
 * A model name as a client sends it: {@code MODEL}, {@code MODEL!FAULT} or {@code MODEL!FAULT@N}.
 *
 * @param asked the whole name; the answer's {@code model} repeats it
 * @param base the name before the {@code !}; the answer's text is a function of it
 * @param fault what the name asks for, or null
 * @param wrong why what follows the {@code !} is not a fault, or null
 */
record ModelName(
        String asked,
        String base,
        @Nullable FaultSpec fault,
        @Nullable String wrong) {
    static ModelName parse(String asked) {
        int mark = asked.indexOf('!');
        if (mark < 0) {
            return new ModelName(asked, asked, null, null);
        }
        String base = asked.substring(0, mark);
        try {
            return new ModelName(asked, base, FaultSpec.parse(asked.substring(mark + 1)), null);
        } catch (IllegalArgumentException e) {
            return new ModelName(asked, base, null, e.getMessage());
        }
    }
}
