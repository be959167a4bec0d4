package dev.penstock.app;

import dev.penstock.config.ConfigLoader;
import dev.penstock.config.Loaded;
import dev.penstock.config.Report;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock check DIR}. */
@Command(
        name = "check",
        description = "Check a configuration and list everything that is wrong with it.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "DIR holds penstock.yaml and the folders routes/, prompts/ and contracts/.",
            "Each mistake is told with its file, line, key, value and what was expected.",
            "Exit code: 0 without mistakes, 1 with."
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "The configuration's directory.")
    private Path dir = Path.of(".");

    @Override
    public Integer call() {
        Loaded loaded = ConfigLoader.load(dir, System::getenv);
        spec.commandLine().getOut().print(Report.of(loaded) + Report.withoutTexts(loaded));
        spec.commandLine().getOut().flush();
        return loaded instanceof Loaded.Good ? 0 : 1;
    }
}
