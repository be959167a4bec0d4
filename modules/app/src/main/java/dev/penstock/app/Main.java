package dev.penstock.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
        name = "penstock",
        description = "A traffic-control gateway for LLMs.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {"", "Start with: penstock demo"})
public final class Main {
    /** In the order in which the help lists them. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            SimCommand.class,
            ClusterCommand.class,
            KeyCommand.class,
            TokenCommand.class,
            StatusCommand.class,
            KillCommand.class,
            LiftCommand.class,
            KillsCommand.class,
            ReleasesCommand.class,
            RollbackCommand.class,
            CanaryCommand.class,
            ShadowCommand.class,
            RolloutCommand.class,
            AuditCommand.class,
            TriggerCommand.class,
            ApprovalsCommand.class,
            RulesCommand.class,
            AlertsCommand.class,
            WebhooksCommand.class,
            ApproveCommand.class,
            PolicyCommand.class,
            ReviewsCommand.class,
            TracesCommand.class,
            WhyCommand.class,
            ReplayCommand.class,
            EvalCommand.class,
            ApplyCommand.class,
            ExportCommand.class,
            VersionCommand.class,
            RehearseCommand.class);

    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 for success, 1 for a failure, 2 for wrong usage. */
    public static void main(String[] args) {
        int exitCode = commandLine(args.length == 0 ? "" : args[0]).execute(args);
        System.exit(exitCode);
    }

    /**
     * The command line for a first word. Where that is a command, the others are left out: to look at the options of
     * all of them takes a fifth of the time to start a node.
     */
    static CommandLine commandLine(String first) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> named =
                COMMANDS.stream().filter(command -> name(command).equals(first)).toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        return line.setParameterExceptionHandler((wrong, _) -> {
                    CommandLine command = wrong.getCommandLine();
                    command.getErr().println(wrong.getMessage());
                    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
                    command.getErr()
                            .println("'" + command.getCommandSpec().qualifiedName() + " --help' says how to use it.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (!(failure instanceof Failure)) {
                        throw failure;
                    }
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
