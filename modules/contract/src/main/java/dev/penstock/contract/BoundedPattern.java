package dev.penstock.contract;

import com.networknt.schema.SchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * A pattern of a schema, which gives up after a number of steps: Java's engine would try {@code (a+)+$} on some texts
 * for years.
 */
final class BoundedPattern implements RegularExpression {
    private static final int LEAST_STEPS = 50_000;
    private static final int STEPS_PER_CHARACTER = 50;

    private final Pattern pattern;

    /** Throws {@link java.util.regex.PatternSyntaxException} where the pattern is none. */
    BoundedPattern(String regex) {
        pattern = Pattern.compile(
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex)));
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Counted(value, new int[] {steps(value)})).find();
    }

    private static int steps(String value) {
        return (int) Math.min(Integer.MAX_VALUE, LEAST_STEPS + (long) STEPS_PER_CHARACTER * value.length());
    }

    /** Not a bug and not a verdict: the schema cannot be held against this text. */
    static final class TooManySteps extends SchemaException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("a pattern takes too many steps on this text");
        }
    }

    /** A text that counts how often its characters are looked at. */
    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left[0] < 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
