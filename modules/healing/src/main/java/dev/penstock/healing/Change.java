package dev.penstock.healing;

/** What is different when a target is asked again. */
public sealed interface Change {
    /** What it is, for a trace. */
    String shown();

    /**
     * The model is told what was wrong with its last answer.
     *
     * @param narrow whether it is asked without the turns before the user's last one
     */
    record Note(String text, boolean narrow) implements Change {
        @Override
        public String shown() {
            return narrow ? "told what was wrong, without the turns before the last" : "told what was wrong";
        }
    }

    /** A parameter goes by another name. */
    record Rename(String name, String instead) implements Change {
        @Override
        public String shown() {
            return name + " sent as " + instead;
        }
    }

    /** It goes on where the stream broke: what the caller has is the begin of its answer. */
    record Continue() implements Change {
        @Override
        public String shown() {
            return "to go on where the stream broke";
        }
    }

    /** It begins anew, and what the caller has already is left out. */
    record Restart() implements Change {
        @Override
        public String shown() {
            return "to begin anew behind what the caller has";
        }
    }

    /** The limit on output tokens is so much, if it was higher: the target gives no more. */
    record FewerTokens(long most) implements Change {
        @Override
        public String shown() {
            return "at most " + most + " output tokens";
        }
    }

    /** The limit on output tokens is twice as high: reasoning used all of it. */
    record MoreTokens() implements Change {
        @Override
        public String shown() {
            return "twice the output tokens";
        }
    }
}
