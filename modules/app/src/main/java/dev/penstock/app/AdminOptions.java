package dev.penstock.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which node is asked, with what token, and how its answer is shown. */
final class AdminOptions {
    private static final String USUAL = "http://127.0.0.1:8081";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The node's admin plane. Default: $PENSTOCK_ADMIN, else " + USUAL)
    private @Nullable String admin;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "The operators' token. Default: $PENSTOCK_TOKEN, which other users of this machine do not see.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file with the token.")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "Print the node's answer as JSON.")
    private boolean json;

    AdminClient client() {
        String url = admin != null ? admin : System.getenv("PENSTOCK_ADMIN");
        return new AdminClient(url == null || url.isBlank() ? USUAL : url, token(), json);
    }

    /**
     * Prints an answer: as it came, or as a person reads it. One of a write that waits for approval says so instead.
     */
    void show(JsonNode answer, Consumer<PrintWriter> forPeople) {
        PrintWriter out = out();
        if (json) {
            out.println(answer.toPrettyString());
        } else if (answer.path("approval").isTextual()) {
            Told.waiting(answer, out);
        } else {
            forPeople.accept(out);
        }
        out.flush();
        if (answer.path("warning").isTextual()) {
            PrintWriter err = err();
            err.println("warning: " + Table.plain(answer.path("warning").textValue()));
            err.flush();
        }
    }

    /** Prints what a node has laid out for reading. */
    void tell(String text) {
        out().println(text.stripTrailing());
        out().flush();
    }

    /** Whether the node's answer is wanted as it came. */
    boolean isJson() {
        return json;
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private String token() {
        String found = token;
        if (found == null && tokenFile != null) {
            try {
                found = Files.readString(tokenFile);
            } catch (IOException e) {
                throw new Failure("The token's file " + tokenFile + " cannot be read.");
            }
        }
        if (found == null) {
            found = System.getenv("PENSTOCK_TOKEN");
        }
        if (found == null || found.isBlank()) {
            throw wrongUsage("No token: set PENSTOCK_TOKEN, or use --token-file FILE or --token TOKEN");
        }
        String stripped = found.strip();
        if (!stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw wrongUsage("The token has characters that no token has");
        }
        return stripped;
    }
}
