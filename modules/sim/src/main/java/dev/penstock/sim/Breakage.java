package dev.penstock.sim;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Breaks a whole answer in the way of a {@link WireFault}. Pure. */
final class Breakage {
    private static final String MULTI_BYTE = "水門";

    private Breakage() {}

    /** The same answer with characters of several bytes in every word, so that one can be cut. */
    static Completion cuttable(Completion completion) {
        return completion.mapChoices(
                choice -> choice.mapText(text -> MULTI_BYTE + text.replace(" ", " " + MULTI_BYTE)));
    }

    /**
     * A broken stream.
     *
     * @param number how many content frames arrive before
     * @param frames the whole stream, one for each step of {@code whole}
     * @param error what the provider says when it fails in a stream
     */
    static Reply stream(WireFault fault, int number, List<Frame> frames, Frame error, Reply whole) {
        int cut = cut(frames, number);
        List<Step> before = whole.steps().subList(0, cut);
        return switch (fault) {
            case CUT_CLEAN -> reply(whole, before, Ending.WHOLE);
            case CUT_STREAM -> reply(whole, before, Ending.DROP);
            case CUT_UTF8 -> cutInCharacter(frames, cut, whole);
            case CUT_LINE -> cutInLine(cut, whole);
            case RESET -> reply(whole, List.of(), Ending.RESET);
            case RESET_STREAM -> reply(whole, before, Ending.RESET);
            case STALL -> reply(whole, before, Ending.STALL);
            case SILENCE -> reply(whole, List.of(), Ending.STALL);
            case MALFORMED_CHUNK -> malformed(frames, cut, whole);
            case NO_DONE -> {
                var steps = new ArrayList<Step>();
                for (int i = 0; i < frames.size(); i++) {
                    if (frames.get(i).role() != Frame.Role.DONE) {
                        steps.add(whole.steps().get(i));
                    }
                }
                yield reply(whole, steps, Ending.WHOLE);
            }
            case ERROR_EVENT, ERROR_DATA ->
                reply(whole, and(before, new Step(Buffer.buffer(error.text()), Duration.ZERO)), Ending.WHOLE);
        };
    }

    /**
     * A broken answer in one piece.
     *
     * @param overloaded what the provider answers when it fails at once
     */
    static Reply whole(WireFault fault, Reply whole, Reply overloaded) {
        Buffer body = whole.steps().getFirst().bytes();
        int half = body.length() / 2;
        return switch (fault) {
            case CUT_CLEAN, CUT_LINE -> begun(whole, half);
            case CUT_UTF8 -> begun(whole, insideCharacter(body) < 0 ? half : insideCharacter(body));
            case CUT_STREAM -> reply(whole, first(whole, half), Ending.DROP);
            case RESET -> reply(whole, List.of(), Ending.RESET);
            case RESET_STREAM -> reply(whole, first(whole, half), Ending.RESET);
            case STALL -> reply(whole, first(whole, half), Ending.STALL);
            case SILENCE -> reply(whole, List.of(), Ending.STALL);
            case MALFORMED_CHUNK -> begun(whole, body.length() - 1);
            case NO_DONE -> whole;
            case ERROR_EVENT, ERROR_DATA -> overloaded;
        };
    }

    /** The first bytes of an answer, ended as if they were all. */
    private static Reply begun(Reply whole, int length) {
        var headers = new LinkedHashMap<>(whole.headers());
        headers.remove("content-length");
        return new Reply(whole.status(), headers, first(whole, length), Ending.WHOLE);
    }

    private static List<Step> first(Reply whole, int length) {
        Step only = whole.steps().getFirst();
        return List.of(new Step(only.bytes().slice(0, length), only.pause()));
    }

    private static int cut(List<Frame> frames, int number) {
        int seen = 0;
        int afterLast = 0;
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).role() == Frame.Role.CONTENT) {
                if (seen++ == number) {
                    return i;
                }
                afterLast = i + 1;
            }
        }
        return afterLast == 0 ? opened(frames) : afterLast;
    }

    private static int opened(List<Frame> frames) {
        int i = 0;
        while (i < frames.size() && frames.get(i).role() == Frame.Role.OPEN) {
            i++;
        }
        return i;
    }

    private static Reply cutInCharacter(List<Frame> frames, int cut, Reply whole) {
        for (int i = cut; i < frames.size(); i++) {
            Step step = whole.steps().get(i);
            int inside = insideCharacter(step.bytes());
            if (frames.get(i).role() == Frame.Role.CONTENT && inside > 0) {
                var part = new Step(step.bytes().slice(0, inside), step.pause());
                return reply(whole, and(whole.steps().subList(0, i), part), Ending.WHOLE);
            }
        }
        return cutInLine(cut, whole);
    }

    /** A length that ends inside a character, or -1 if every character is one byte. */
    private static int insideCharacter(Buffer bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.getByte(i) < 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static Reply cutInLine(int cut, Reply whole) {
        int at = Math.min(cut, whole.steps().size() - 1);
        Step step = whole.steps().get(at);
        var part = new Step(step.bytes().slice(0, step.bytes().length() / 2), step.pause());
        return reply(whole, and(whole.steps().subList(0, at), part), Ending.WHOLE);
    }

    private static Reply malformed(List<Frame> frames, int cut, Reply whole) {
        int at = Math.min(cut, frames.size() - 1);
        var steps = new ArrayList<>(whole.steps());
        String text = frames.get(at).text().stripTrailing();
        Buffer bytes = Buffer.buffer(text.substring(0, text.length() - 2) + "\n\n");
        steps.set(at, new Step(bytes, steps.get(at).pause()));
        return reply(whole, steps, Ending.WHOLE);
    }

    private static List<Step> and(List<Step> steps, Step last) {
        var all = new ArrayList<>(steps);
        all.add(last);
        return all;
    }

    private static Reply reply(Reply whole, List<Step> steps, Ending ending) {
        return new Reply(whole.status(), whole.headers(), steps, ending);
    }
}
