package dev.penstock.app;

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
        subcommands = {
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
            ApplyCommand.class,
            ExportCommand.class,
            VersionCommand.class
        },
        footer = {"", "Start with: penstock demo"})
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code: 0 for success, 1 for a failure, 2 for wrong usage. */
    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((wrong, _) -> {
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
}
