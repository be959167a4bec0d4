package dev.penstock.store;

import dev.penstock.core.state.Voter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One question to all voters of a slot, and what they say. Belongs to the store's thread. */
final class Poll {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final ControlStore store;
    private final Loop loop;
    private final List<Voter> voters;
    private final Message.Ask question;
    private final Map<String, Message> answers = new HashMap<>();
    private final CompletableFuture<Poll> done = new CompletableFuture<>();
    private int over;

    Poll(ControlStore store, Loop loop, List<Voter> voters, Message.Ask question) {
        this.store = store;
        this.loop = loop;
        this.voters = voters;
        this.question = question;
    }

    /** Asks. Completes once a majority grants it, all have answered or failed, or it takes too long. */
    CompletionStage<Poll> run() {
        loop.after(LIMIT, () -> done.complete(this));
        for (Voter voter : voters) {
            store.askVoter(voter.node(), question, LIMIT).whenCompleteAsync((answer, _) -> count(voter, answer), loop);
        }
        return done;
    }

    private void count(Voter voter, @Nullable Message answer) {
        over++;
        if (answer != null) {
            answers.put(voter.node(), answer);
        }
        if (answer instanceof Message.Behind) {
            store.prompt(voter.node());
        }
        if (granted(Message.class).size() >= enough() || over == voters.size() || isDecided()) {
            done.complete(this);
        }
    }

    int enough() {
        return voters.size() / 2 + 1;
    }

    /** The answers of those who grant it. */
    <T extends Message> List<T> granted(Class<T> kind) {
        List<T> granted = new ArrayList<>();
        for (Voter voter : voters) {
            Message answer = answers.get(voter.node());
            if (kind.isInstance(answer) && grants(voter, answer)) {
                granted.add(kind.cast(answer));
            }
        }
        return granted;
    }

    /** A journal that is not known for this voter may have forgotten what it said: it does not count. */
    private static boolean grants(Voter voter, @Nullable Message answer) {
        return switch (answer) {
            case Message.Promised promised -> voter.is(voter.node(), promised.journal());
            case Message.Accepted accepted ->
                voter.is(accepted.vote().node(), accepted.vote().journal());
            case null, default -> false;
        };
    }

    /** The proposal of the highest ballot that one of them has accepted before. */
    static Optional<byte[]> earlier(List<Message.Promised> promised) {
        Ballot highest = null;
        byte[] proposal = null;
        for (Message.Promised promise : promised) {
            Ballot accepted = promise.accepted();
            if (accepted != null && (highest == null || accepted.compareTo(highest) > 0)) {
                highest = accepted;
                proposal = promise.proposal();
            }
        }
        return Optional.ofNullable(proposal);
    }

    /** Whether a majority is there, but some have promised themselves to others or lag behind. */
    boolean isContended() {
        return answers.size() >= enough()
                && answers.values().stream()
                        .anyMatch(answer -> answer instanceof Message.Outbid || answer instanceof Message.Behind);
    }

    /** The highest ballot that one of them is promised to. */
    Optional<Ballot> outbid() {
        return answers.values().stream()
                .filter(Message.Outbid.class::isInstance)
                .map(answer -> ((Message.Outbid) answer).ballot())
                .max(Comparator.naturalOrder());
    }

    /** Whether one of them knows that the slot was decided. */
    boolean isDecided() {
        return answers.values().stream().anyMatch(Message.Decided.class::isInstance);
    }

    /** What was decided for the slot and those after it, if one of them knows that and holds it. */
    List<StoredRecord> decided() {
        return answers.values().stream()
                .filter(Message.Decided.class::isInstance)
                .flatMap(answer -> ((Message.Decided) answer).records().read().stream())
                .toList();
    }

    /** Those that did not answer, if they are why there is no majority. */
    List<String> silent() {
        return answers.size() >= enough()
                ? List.of()
                : voters.stream()
                        .map(Voter::node)
                        .filter(voter -> !answers.containsKey(voter))
                        .toList();
    }
}
