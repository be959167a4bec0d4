package dev.penstock.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.rollout.Gate;
import dev.penstock.core.rollout.GateAnswer;
import dev.penstock.core.rollout.QuietTime;
import dev.penstock.core.rollout.RolloutMode;
import dev.penstock.core.rollout.Stage;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord;
import dev.penstock.core.state.ControlRecord.Entry;
import dev.penstock.core.state.Policy;
import dev.penstock.core.state.RolloutState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A story of a rollout, told in lines that are carried out one by one; one that does not hold is told by its place. */
final class Scenario {
    private static final Pattern AT = Pattern.compile("AT (\\d+):(\\d\\d)(?::(\\d\\d))? (.*)");

    private final Path file;
    private final Map<Pattern, Consumer<MatchResult>> steps = new LinkedHashMap<>();
    private final ScenarioPolicy policy = new ScenarioPolicy();
    private World world = new World(1);
    private int candidateBefore;

    Scenario(Path file) {
        this.file = file;
        given();
        happens();
        holds();
    }

    void run() throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.matches("(GIVEN|AT|THEN|AND) .*")) {
                try {
                    step(line);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            file.getFileName() + ":" + (i + 1) + ": " + line + "\n" + e.getMessage() + "\n" + told(),
                            e);
                }
            }
        }
    }

    private void step(String line) {
        Matcher at = AT.matcher(line);
        String rest;
        if (at.matches()) {
            int seconds = at.group(3) == null ? 0 : Integer.parseInt(at.group(3));
            Duration when = Duration.ofHours(Long.parseLong(at.group(1)))
                    .plusMinutes(Long.parseLong(at.group(2)))
                    .plusSeconds(seconds);
            Duration rests = Duration.between(world.now(), World.START.plus(when));
            assertThat(rests).as("time goes on").isGreaterThanOrEqualTo(Duration.ZERO);
            world.runUntil(() -> false, rests);
            candidateBefore = world.candidateRequests();
            rest = at.group(4);
        } else {
            rest = line.substring(line.indexOf(' ') + 1);
        }
        for (Map.Entry<Pattern, Consumer<MatchResult>> each : steps.entrySet()) {
            Matcher matcher = each.getKey().matcher(rest);
            if (matcher.matches()) {
                each.getValue().accept(matcher.toMatchResult());
                return;
            }
        }
        throw new IllegalArgumentException("no step is called so");
    }

    private void on(String text, Consumer<MatchResult> what) {
        steps.put(Pattern.compile(text), what);
    }

    private void given() {
        on("seed (\\d+)", m -> world = new World(number(m, 1)));
        on("(\\d+) requests a second of (\\d+) users on (\\d+) nodes?", m -> {
            world.requests(number(m, 1), number(m, 2));
            for (char name = 'a'; name < 'a' + number(m, 3); name++) {
                world.start(String.valueOf(name));
            }
        });
        on(
                "([\\d.]+) % of (all|the candidate's|the current release's) answers are bad by (\\w+)",
                m -> {
                    double share = Double.parseDouble(m.group(1)) / 100;
                    if (!m.group(2).equals("the candidate's")) {
                        world.badness(Arm.BASELINE, m.group(3), share);
                    }
                    if (!m.group(2).equals("the current release's")) {
                        world.badness(Arm.CANDIDATE, m.group(3), share);
                    }
                });
        on(
                "([\\d.]+) % of the users get ([\\d.]+) % bad answers, whoever answers",
                m -> world.unlucky(Double.parseDouble(m.group(1)) / 100, Double.parseDouble(m.group(2)) / 100));
        on(
                "(the candidate's|the current release's) answers take (\\d+) ms on average",
                m -> world.answerMs(m.group(1).equals("the candidate's") ? Arm.CANDIDATE : Arm.BASELINE, number(m, 2)));
        on("([\\d.]+) % of the answers get a score", m -> world.scored(Double.parseDouble(m.group(1)) / 100));
        on("scores of (all|the candidate's|the current release's) answers are ([\\d.]+) on average", m -> {
            double mean = Double.parseDouble(m.group(2));
            if (!m.group(1).equals("the candidate's")) {
                world.score(Arm.BASELINE, mean);
            }
            if (!m.group(1).equals("the current release's")) {
                world.score(Arm.CANDIDATE, mean);
            }
        });
        on("a policy that compares scores", _ -> policy.scores());
        on("a policy that starts at (.*)", m -> policy.startAt(m.group(1)));
        on("somebody must approve each stage", _ -> policy.gate(new Gate.Approval()));
        on("webhook (\\w+) must approve each stage", m -> policy.gate(new Gate.Webhook(m.group(1))));
        on("each stage must be proven within (.*)", m -> policy.deadline(duration(m.group(1))));
        on("each stage lasts at least (.*)", m -> policy.time(duration(m.group(1))));
        on("each stage may cost (\\d+) bad answers", m -> policy.exposedBad((long) number(m, 1)));
        on("answers that take more than 3 seconds are bad", _ -> policy.slow());
        on(
                "nothing is given from (\\w+) (\\d\\d:\\d\\d) to (\\w+) (\\d\\d:\\d\\d)",
                m -> policy.quiet(new QuietTime(
                        day(m.group(1)),
                        LocalTime.parse(m.group(2)),
                        day(m.group(3)),
                        LocalTime.parse(m.group(4)),
                        ZoneOffset.UTC)));
    }

    private void happens() {
        on("the rollout starts", _ -> world.rollout(policy.policy(), RolloutMode.LIVE));
        on(
                "the rollout starts in mode (\\w+)",
                m -> world.rollout(policy.policy(), RolloutMode.of(m.group(1)).orElseThrow()));
        on("no requests come any more", _ -> world.rate(0));
        on("(\\d+) requests a second come", m -> world.rate(number(m, 1)));
        on(
                "somebody approves the stage",
                _ -> world.control()
                        .write(new Command.ApproveStage(
                                World.ROUTE,
                                world.rollout().id(),
                                world.rollout().stage())));
        on("the webhook says yes, as \"(.*)\"", m -> world.gate(new GateAnswer.Yes(m.group(1))));
        on("the webhook says no, as \"(.*)\"", m -> world.gate(new GateAnswer.No(m.group(1))));
        on("the webhook does not answer, as \"(.*)\"", m -> world.gate(new GateAnswer.None(m.group(1))));
        on(
                "somebody aborts the rollout",
                _ -> world.control()
                        .write(new Command.EndRollout(
                                World.ROUTE, List.of(world.rollout().id()))));
        on(
                "somebody pauses the rollout",
                _ -> world.control()
                        .write(new Command.PauseRollout(
                                World.ROUTE, List.of(world.rollout().id()))));
        on(
                "somebody resumes the rollout",
                _ -> world.control()
                        .write(new Command.ResumeRollout(
                                World.ROUTE,
                                world.rollout().id(),
                                world.rollout().pauses().stream()
                                        .map(ControlRecord::id)
                                        .toList())));
        on("a freeze of all routes lasts for (.*)", m -> {
            Instant now = world.now();
            world.control()
                    .write(new Command.SetPolicy(new Policy(
                            List.of(), List.of(new Policy.Freeze("fair", now, now.plus(duration(m.group(1))), null)))));
        });
        on("the candidate's provider answers by (\\S+)", m -> world.model(Arm.CANDIDATE, m.group(1)));
        on("the candidate's provider tells fingerprint (\\S+)", m -> world.fingerprint(Arm.CANDIDATE, m.group(1)));
        on(
                "([\\d.]+) % of the candidate's users are lost on their way",
                m -> world.loseDraws(Double.parseDouble(m.group(1)) / 100));
        on("all nodes take themselves for the judge", _ -> world.everybodyJudges());
        on("the judge dies", _ -> world.die(world.judge()));
        on("the judge dies with its next write", _ -> world.control().loseNext());
        on("the judge's next write is lost", _ -> world.control().loseNext());
        on("all nodes stop and start again", _ -> world.startAgain());
        on("node (\\w) starts", m -> world.start(m.group(1)));
    }

    private void holds() {
        on(
                "within (.*) the rollout is ([a-z_]+)",
                m -> assertThat(world.runUntil(() -> phase().equals(m.group(2)), duration(m.group(1))))
                        .as(
                                "it is %s, in stage %s: %s",
                                phase(), stage(), world.verdict().decision())
                        .isTrue());
        on(
                "within (.*) the rollout is in stage (.*)",
                m -> assertThat(world.runUntil(() -> stage().equals(m.group(2)), duration(m.group(1))))
                        .as(
                                "it is %s, in stage %s: %s",
                                phase(), stage(), world.verdict().decision())
                        .isTrue());
        on("after (.*) the rollout is ([a-z_]+) in stage (.*)", m -> {
            world.runUntil(() -> false, duration(m.group(1)));
            assertThat(phase() + " in stage " + stage()).isEqualTo(m.group(2) + " in stage " + m.group(3));
        });
        on("the write is lost, and node (\\w) with it", m -> {
            assertThat(world.runUntil(() -> world.control().hasLost(), Duration.ofHours(3)))
                    .isTrue();
            world.die(m.group(1));
        });
        on(
                "the candidate had at most (\\d+) bad requests",
                m -> assertThat(world.candidateBad()).isLessThanOrEqualTo(number(m, 1)));
        on(
                "the candidate had at most (\\d+) requests since",
                m -> assertThat(world.candidateRequests() - candidateBefore).isLessThanOrEqualTo(number(m, 1)));
        on(
                "it took at least (.*)",
                m -> assertThat(Duration.between(World.START, world.now()))
                        .isGreaterThanOrEqualTo(duration(m.group(1))));
        on(
                "the reason says \"(.*)\"",
                m -> assertThat(world.control().written().getLast().author().reason())
                        .contains(m.group(1)));
        on(
                "the judge says \"(.*)\"",
                m -> assertThat(world.verdict().decision().why()).contains(m.group(1)));
        on(
                "evidence counts anew, as \"(.*)\"",
                m -> assertThat(world.verdict().roundWhy()).contains(m.group(1)));
        on(
                "evidence counts from the beginning",
                _ -> assertThat(world.verdict().round()).isZero());
        on(
                "both fingerprints are shown",
                _ -> assertThat(world.verdict().fingerprints())
                        .extractingByKey(Arm.CANDIDATE)
                        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                        .hasSize(2));
        on(
                "it is shown that (the candidate|the current release) takes (\\d+) to (\\d+) ms at p95",
                m -> assertThat(timed(m.group(1).equals("the candidate") ? Arm.CANDIDATE : Arm.BASELINE)
                                .quantile(0.95))
                        .isBetween(Duration.ofMillis(number(m, 2)), Duration.ofMillis(number(m, 3))));
        on(
                "answers are timed of both sides alike, (\\d+) to (\\d+) each",
                m -> assertThat(List.of(
                                timed(Arm.CANDIDATE).count(),
                                timed(Arm.BASELINE).count()))
                        .allSatisfy(count -> assertThat(count).isBetween((long) number(m, 1), (long) number(m, 2))));
        on(
                "it is shown to be slower",
                _ -> assertThat(timed(Arm.CANDIDATE).slowerThan(timed(Arm.BASELINE)))
                        .isLessThan(0.01));
        on(
                "(\\d+) writes? of the judge (?:is|are) called (\\S+)",
                m -> assertThat(kinds()).filteredOn(m.group(2)::equals).hasSize(number(m, 1)));
        on("nothing was written by the judge", _ -> assertThat(kinds()).isEmpty());
        on("the webhook was asked (\\d+) times?", m -> assertThat(world.asked()).hasSize(number(m, 1)));
        on("only node (\\w) asked", m -> assertThat(world.askers()).containsExactly(m.group(1)));
        on(
                "(\\S+) approved stage (.*), as \"(.*)\"",
                m -> assertThat(world.control().written())
                        .filteredOn(record -> record.author().actor().equals(m.group(1))
                                && record.author().reason().contains(m.group(3)))
                        .extracting(ControlRecord::entry)
                        .containsExactly(new Entry.Said(new Command.ApproveStage(
                                World.ROUTE, world.rollout().id(), stageNumber(m.group(2))))));
        on(
                "it was told that it would (\\w+)",
                m -> assertThat(world.news())
                        .extracting(news -> news.decision().word())
                        .contains(m.group(1)));
        on(
                "nobody was told that it would (\\w+)",
                m -> assertThat(world.news())
                        .extracting(news -> news.decision().word())
                        .doesNotContain(m.group(1)));
    }

    private Latencies timed(Arm arm) {
        return world.verdict().times(arm).total();
    }

    private List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        for (ControlRecord record : world.control().written()) {
            if (record.author().actor().equals("penstock") && record.entry() instanceof Entry.Said(Command command)) {
                kinds.add(command.kind());
            }
        }
        return kinds;
    }

    /** What was written so far, for whoever looks at a line that did not hold. */
    private String told() {
        StringBuilder all = new StringBuilder();
        for (ControlRecord record : world.control().written()) {
            if (record.entry() instanceof Entry.Said(Command command)) {
                all.append(record.at()).append(' ').append(command.kind()).append(": ");
                all.append(record.author().reason()).append('\n');
            }
        }
        return all.append(world.now()).append(" now").toString();
    }

    private int stageNumber(String stage) {
        List<Stage> stages = world.rollout().terms().policy().stages();
        return IntStream.range(0, stages.size())
                .filter(i -> stages.get(i).word().equals(stage))
                .findFirst()
                .orElseThrow();
    }

    private String phase() {
        return world.rollout().phase().word();
    }

    private String stage() {
        RolloutState rollout = world.rollout();
        return rollout.currentStage().word();
    }

    private static int number(MatchResult match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT))) {
                return day;
            }
        }
        throw new IllegalArgumentException(name + " is no day");
    }

    private static Duration duration(String text) {
        Matcher matcher = Pattern.compile("(\\d+) (second|minute|hour|day)s?").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text + " is no duration");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "second" -> Duration.ofSeconds(count);
            case "minute" -> Duration.ofMinutes(count);
            case "hour" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
