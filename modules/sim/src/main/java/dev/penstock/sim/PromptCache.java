package dev.penstock.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which prefixes of prompts were seen before, as a provider's prompt cache knows them. A prefix is all messages but the
 * last; from 1,024 tokens on it is written when first seen and read when seen again. Shared by all event loops.
 */
final class PromptCache {
    private static final int LEAST_TOKENS = 1024;
    private static final int STEP = 128;
    private static final int SIZE = 10_000;

    private final Map<Long, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > SIZE;
        }
    };

    synchronized void clear() {
        seen.clear();
    }

    /** The tokens of a prompt and what of them the cache had; nothing of the answer yet. */
    Usage prompt(ChatRequest request) {
        int prompt = Tokens.of(request.prompt());
        List<SimMessage> prefix =
                request.messages().subList(0, request.messages().size() - 1);
        String text = SimAnswer.prompt(prefix);
        int tokens = prefix.isEmpty() ? 0 : Math.min(prompt, Tokens.of(text)) / STEP * STEP;
        if (tokens < LEAST_TOKENS) {
            return new Usage(prompt, 0, 0, 0, 0);
        }
        boolean known = remember(SimAnswer.seed(request.model().base(), text));
        return new Usage(prompt, known ? tokens : 0, known ? 0 : tokens, 0, 0);
    }

    private synchronized boolean remember(long prefix) {
        return seen.put(prefix, true) != null;
    }
}
