package dev.penstock.app;

import dev.penstock.sim.SimServer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock sim}. */
@Command(
        name = "sim",
        description =
                "Start simulated providers that speak the OpenAI and Anthropic dialects and can misbehave exactly.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A model's name can ask for a fault: 'any-model!cut-stream@3' cuts after three chunks.",
            "GET /sim/faults lists them, POST /sim/script sets rates, latency and the next faults,",
            "GET /sim/log tells every attempt with its times, POST /sim/reset forgets.",
            "See modules/sim/README.md. Stop it with Ctrl-C."
        })
final class SimCommand implements Runnable {
    @Option(
            names = "--host",
            description = "The address to listen on. Default: ${DEFAULT-VALUE}",
            defaultValue = "127.0.0.1")
    private String host = "";

    @Option(names = "--port", description = "The port to listen on. Default: ${DEFAULT-VALUE}", defaultValue = "9000")
    private int port;

    @Override
    public void run() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        SimServer sim = NodeProcess.started(
                vertx,
                () -> SimServer.start(vertx, Demo.providers().at(host, port).withInstances(NodeProcess.loops())));
        System.err.println("simulated providers are ready: http://" + host + ":" + sim.port() + "/v1");
        NodeProcess.untilStopped(sim::stop, () -> NodeProcess.await(vertx.close()));
    }
}
