package dev.penstock.app;

import dev.penstock.sim.SimConfig;
import dev.penstock.sim.SimServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock demo}. */
@Command(
        name = "demo",
        description =
                "Start a node with simulated providers in one process, to try Penstock without any provider's key.",
        mixinStandardHelpOptions = true,
        footer = {"", "Stop it with Ctrl-C. Nothing is written to disk."})
final class DemoCommand implements Runnable {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The data plane's port; admin and operations take the next two. Default: ${DEFAULT-VALUE}",
            defaultValue = "8080")
    private int port;

    @Override
    public void run() {
        String key = KeyCommand.newKey();
        String token = KeyCommand.newKey();
        NodeProcess.run(vertx -> SimServer.start(vertx, SimConfig.usual().at("127.0.0.1", 0))
                .compose(sim -> new Node(
                                vertx,
                                Demo.config(port, sim.port(), KeyCommand.hash(key), KeyCommand.hash(token)),
                                Demo.CREDENTIALS,
                                NodeProcess.requestLog(),
                                NodeProcess.loops())
                        .start()
                        .onSuccess(node -> System.err.print(Demo.greeting(node, sim.port(), key, token)))));
    }
}
