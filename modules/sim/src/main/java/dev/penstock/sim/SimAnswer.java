package dev.penstock.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What the simulated models say: a pure function of the model and the messages, so that a test can tell what is the
 * right answer to a question. Models differ: every text begins with the model's name.
 */
public final class SimAnswer {
    /** Words in an answer when nothing else is set. */
    public static final int USUAL_WORDS = 24;

    private static final List<String> WORDS = List.of(
            "river",
            "gate",
            "écluse",
            "flow",
            "turbine",
            "水門",
            "valve",
            "naïve",
            "stone",
            "reservoir",
            "weir",
            "débit",
            "spill",
            "head",
            "pipe",
            "Schütz",
            "level",
            "🌊",
            "pressure",
            "canal",
            "lock",
            "шлюз",
            "current",
            "basin",
            "stream",
            "dam",
            "tide",
            "channel",
            "meadow",
            "mill",
            "wheel",
            "spring");

    private SimAnswer() {}

    /**
     * The answer of a model to a prompt, in {@value #USUAL_WORDS} words; what follows a {@code !} in the name is
     * ignored.
     */
    public static String of(String model, String prompt) {
        return of(model, prompt, USUAL_WORDS, 0);
    }

    /** The answer of a model to a conversation. */
    public static String of(String model, List<SimMessage> messages) {
        return of(model, prompt(messages));
    }

    /**
     * The answer of a model to a prompt.
     *
     * @param words how many words follow the model's name, 1 or more
     * @param choice which of several choices, from 0
     */
    public static String of(String model, String prompt, int words, int choice) {
        String base = ModelName.parse(model).base();
        return base + ": " + words(seed("answer", base, prompt, Integer.toString(choice)), words) + ".";
    }

    /** The answer of a model after a tool gave its result: quotes the result, then goes on as usual. */
    public static String afterTool(String model, String prompt, String result) {
        String base = ModelName.parse(model).base();
        return base + ": the tool said \"" + result + "\", so " + words(seed("tool", base, prompt), USUAL_WORDS / 2)
                + ".";
    }

    /**
     * How a model goes on with an answer that is begun: with the rest of its own, if that begins so, and with words of
     * its own otherwise.
     */
    public static String continued(String model, String prompt, String begun) {
        return continued(model, prompt, of(model, prompt), begun);
    }

    static String continued(String model, String prompt, String own, String begun) {
        String base = ModelName.parse(model).base();
        return own.startsWith(begun)
                ? own.substring(begun.length())
                : " " + words(seed("continued", base, prompt, begun), USUAL_WORDS / 2) + ".";
    }

    /** What a model thinks before it answers a prompt. */
    public static String thinking(String model, String prompt) {
        String base = ModelName.parse(model).base();
        return "Thinking as " + base + " about " + words(seed("thinking", base, prompt), USUAL_WORDS / 2) + ".";
    }

    /** The signature the simulator issues for a text of thinking, and demands back with it. */
    public static String signature(String thinking) {
        return Base64.getEncoder().encodeToString(hash("signature", thinking));
    }

    /**
     * The prompt that stands for a conversation: the text of its only message, or for several the lines {@code ROLE:
     * TEXT}.
     */
    public static String prompt(List<SimMessage> messages) {
        if (messages.size() == 1) {
            return messages.getFirst().text();
        }
        return messages.stream()
                .map(message -> message.role() + ": " + message.text())
                .collect(Collectors.joining("\n"));
    }

    static String words(long seed, int count) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    static long seed(String... parts) {
        byte[] hash = hash(parts);
        long seed = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            seed = seed << 8 | (hash[i] & 0xff);
        }
        return seed;
    }

    private static byte[] hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
