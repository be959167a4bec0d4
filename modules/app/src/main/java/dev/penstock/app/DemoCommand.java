package dev.penstock.app;

import dev.penstock.sim.SimServer;
import dev.penstock.trace.store.TracePlace;
import io.vertx.core.Future;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.BiConsumer;
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

    @Option(
            names = "--once",
            description = "Send one request, print its answer and stop: to see that Penstock runs on this machine.")
    private boolean once;

    @Override
    public void run() {
        String key = KeyCommand.newKey();
        String token = KeyCommand.newKey();
        if (once) {
            String answer = NodeProcess.once(
                    Ground.inMemory(Demo.NODE),
                    ground -> start(ground, key, token, OutputStream.nullOutputStream(), (_, _) -> {}),
                    (vertx, node) -> Demo.ask(vertx, node, key));
            System.out.println(answer);
        } else {
            NodeProcess.run(
                    Ground.inMemory(Demo.NODE),
                    ground -> start(
                            ground,
                            key,
                            token,
                            NodeProcess.requestLog(),
                            (node, simPort) -> System.err.print(Demo.greeting(node, simPort, key, token))));
        }
    }

    private Future<Node> start(
            Ground ground, String key, String token, OutputStream log, BiConsumer<Node, Integer> started) {
        return SimServer.start(ground.vertx(), Demo.providers().at("127.0.0.1", 0))
                .compose(sim -> new Node(
                                ground.vertx(),
                                Demo.config(port, sim.port(), KeyCommand.hash(key), KeyCommand.hash(token)),
                                ground.store(),
                                new TracePlace.Memory(Ground.TRACES_IN_MEMORY),
                                new NodeSecrets(Demo.CREDENTIALS, Map.of(), Map.of()),
                                log,
                                NodeProcess.loops(),
                                ground.clock())
                        .start()
                        .compose(node -> DemoDecisions.make(ground.store(), node.config())
                                .map(node))
                        .onSuccess(node -> started.accept(node, sim.port())));
    }
}
