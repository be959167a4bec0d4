package dev.penstock.control;

import dev.penstock.core.config.BadConfig;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.core.state.ControlRecord.Request;
import dev.penstock.core.state.ControlState;
import dev.penstock.core.state.Precondition;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which methods and paths there are, and what all of a kind have in common. {@code {name}} in a path stands for one
 * segment, {@code {name...}} for all that follows.
 */
final class Endpoints {
    private record Endpoint(HttpMethod method, String path) {
        String pattern() {
            return path.replaceAll("\\{(\\w+)\\.\\.\\.}", "(?<$1>.+)").replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)");
        }
    }

    /** Answers from what is known. */
    interface Read {
        Reply answer(Call call);
    }

    /** Answers from what must be looked for. */
    interface Search {
        CompletionStage<Reply> answer(Call call);
    }

    /** Answers whoever has a secret. Whoever has none is not to be read. */
    interface Secret {
        CompletionStage<Reply> answer(Call call, Supplier<CompletionStage<byte[]>> begin);
    }

    /** Answers once a write was decided. */
    interface Write {
        CompletionStage<Reply> answer(Call call, WriteBody body);
    }

    private final Vertx vertx;
    private final Router router;
    private final ControlPlane control;
    private final RepeatedWrites repeated;
    private final List<Endpoint> endpoints = new ArrayList<>();

    Endpoints(Vertx vertx, Router router, Admin admin) {
        this.vertx = vertx;
        this.router = router;
        this.control = admin.control();
        this.repeated = new RepeatedWrites(admin);
    }

    /** {@code parameters} are all that its query may have. */
    void read(String path, Read read, String... parameters) {
        search(path, call -> CompletableFuture.completedStage(read.answer(call)), parameters);
    }

    void search(String path, Search search, String... parameters) {
        search(Role.VIEWER, path, search, parameters);
    }

    /** The same for those with a role. */
    void search(Role needed, String path, Search search, String... parameters) {
        add(needed, HttpMethod.GET, path, searching(search), parameters);
    }

    /** One that does something and writes nothing. What it is to do stands in its query; a body is not read. */
    void act(Role needed, String path, Search act, String... parameters) {
        add(needed, HttpMethod.POST, path, searching(act), parameters);
    }

    private Handler<RoutingContext> searching(Search search) {
        return context -> answer(context, () -> search.answer(new Call(context)), null);
    }

    /** One that answers as it likes. */
    void stream(String path, Handler<RoutingContext> answer, String... parameters) {
        add(Role.VIEWER, HttpMethod.GET, path, answer, parameters);
    }

    private void add(
            Role needed, HttpMethod method, String path, Handler<RoutingContext> answer, String... parameters) {
        add(needed, method, path).handler(context -> {
            List<String> unknown = context.queryParams().names().stream()
                    .filter(name -> !List.of(parameters).contains(name))
                    .toList();
            if (unknown.isEmpty()) {
                answer.handle(context);
                return;
            }
            Problem.of(
                            400,
                            "Bad query",
                            "The query has " + unknown + ", expected "
                                    + (parameters.length == 0 ? "none." : "only " + List.of(parameters) + "."))
                    .send(context.response());
        });
    }

    /**
     * One that needs no token: its path holds a secret. To be added before what asks for tokens. It reads the begin of
     * any body, and no other method reaches it, so that no preview of a link does anything.
     */
    void open(HttpMethod method, String path, Secret answer) {
        Endpoint endpoint = new Endpoint(method, path);
        endpoints.add(endpoint);
        router.routeWithRegex(method, endpoint.pattern())
                .handler(context ->
                        answer(context, () -> answer.answer(new Call(context), () -> Bodies.begin(context)), null));
        router.routeWithRegex(endpoint.pattern()).handler(context -> context.fail(405));
    }

    void write(Role needed, HttpMethod method, String path, Write write) {
        add(needed, method, path)
                .handler(BodyHandler.create(false).setBodyLimit(Bodies.MOST))
                .handler(context -> {
                    switch (RepeatedWrites.key(context)) {
                        case RepeatedWrites.Key.None() -> write(context, null, write);
                        case RepeatedWrites.Key.Bad(Reply problem) -> problem.send(context.response());
                        case RepeatedWrites.Key.Good(Request request) -> write(context, request, write);
                    }
                });
    }

    private void write(RoutingContext context, @Nullable Request request, Write write) {
        // A write that is sent again has the etag before the first, and is answered all the same.
        Optional<CompletionStage<Reply>> known = request == null ? Optional.empty() : repeated.before(request);
        if (known.isPresent()) {
            answer(context, known::get, null);
            return;
        }
        switch (IfMatch.read(context.request().getHeader("if-match"))) {
            case IfMatch.Read.Bad(Reply bad) -> bad.send(context.response());
            case IfMatch.Read.Good(Precondition precondition) -> write(context, request, precondition, write);
        }
    }

    private void write(RoutingContext context, @Nullable Request request, Precondition precondition, Write write) {
        // Looked at again where the write is decided; here for what is answered before that.
        ControlState state = control.state();
        if (!precondition.holds(state)) {
            IfMatch.outdated(state).send(context.response());
            return;
        }
        switch (Bodies.read(context, request, precondition)) {
            case Bodies.Read.Bad(Reply bad) -> bad.send(context.response());
            case Bodies.Read.Good(WriteBody body) ->
                answer(context, () -> write.answer(new Call(context), body), request);
        }
    }

    private void answer(RoutingContext context, Supplier<CompletionStage<Reply>> answer, @Nullable Request request) {
        CompletionStage<Reply> reply;
        try {
            reply = answer.get();
        } catch (BadConfig bad) {
            Problem.badFields(bad.mistakes()).send(context.response());
            return;
        }
        repeated.begins(request);
        // It may be decided on any thread.
        Future.fromCompletionStage(reply, vertx.getOrCreateContext())
                .onComplete(_ -> repeated.ends(request))
                .onSuccess(decided -> decided.send(context.response()))
                .onFailure(context::fail);
    }

    /** The role is looked at on a route of its own, because what reads bodies must come first on any. */
    private Route add(Role needed, HttpMethod method, String path) {
        Endpoint endpoint = new Endpoint(method, path);
        endpoints.add(endpoint);
        router.routeWithRegex(method, endpoint.pattern()).handler(Access.needs(needed));
        return router.routeWithRegex(method, endpoint.pattern());
    }

    /** The methods that a path has. */
    String allowed(String path) {
        return endpoints.stream()
                .filter(endpoint -> path.matches(endpoint.pattern()))
                .map(endpoint -> endpoint.method().name())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return endpoints.stream()
                .map(endpoint -> endpoint.method() + " " + endpoint.path())
                .collect(Collectors.joining(", "));
    }
}
