package dev.penstock.control;

import static dev.penstock.control.TriggerEndpoints.FIRE;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import dev.penstock.core.config.AdminToken;
import dev.penstock.core.config.Listener;
import dev.penstock.core.config.Role;
import dev.penstock.trace.store.TraceQuery;
import dev.penstock.trace.store.TraceSearch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The admin API: its endpoints, and who may call which. */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);
    private static final String KILL = "/admin/v1/kills/{scope}/{key...}";
    private static final String RULES = "/admin/v1/rules";
    private static final String REVIEW = "/admin/v1/reviews/{id}";
    private static final String ROUTE = "/admin/v1/routes/{route}";
    private static final String ROLLOUT = ROUTE + "/rollouts/{rollout}";
    /** Loosely: a path that was mistyped holds its secret, too. */
    private static final Pattern SECRET = Pattern.compile("/+admin/+v1/+fire\\b", Pattern.CASE_INSENSITIVE);
    /** How often readers of events hear that they still are. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** How long nothing may happen on a connection: longer than any answer takes, and than a heartbeat. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final Listener listener;
    private final Access access;
    private final TraceSearch traces;
    private final Admin admin;
    private final Duration heartbeat;
    private final Duration idle;
    private @Nullable HttpServer server;
    private @Nullable EventsEndpoint events;

    public AdminVerticle(Listener listener, List<AdminToken> tokens, TraceSearch traces, Admin admin) {
        this(listener, tokens, traces, admin, HEARTBEAT, IDLE);
    }

    AdminVerticle(
            Listener listener,
            List<AdminToken> tokens,
            TraceSearch traces,
            Admin admin,
            Duration heartbeat,
            Duration idle) {
        this.listener = listener;
        this.access = new Access(tokens);
        this.traces = traces;
        this.admin = admin;
        this.heartbeat = heartbeat;
        this.idle = idle;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get(OpenApi.PATH).handler(new OpenApi(vertx)::get);
        Endpoints endpoints = new Endpoints(vertx, router, admin);
        TriggerEndpoints triggers = new TriggerEndpoints(admin);
        endpoints.open(POST, FIRE + "{secret}", (call, begin) -> triggers.fire(call.path("secret"), begin));
        router.route().handler(access::authenticate);
        router.route().handler(AdminVerticle::onlyJson);
        add(endpoints);
        add(endpoints, triggers);
        add(endpoints, new PolicyEndpoint(admin), new ApprovalEndpoints(admin));
        add(endpoints, new ReviewEndpoints(admin));
        add(endpoints, new EvalEndpoints(vertx, admin));
        add(endpoints, new AlertEndpoint(admin), new WebhookEndpoints(admin));
        refusals(router, endpoints);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(listener.host())
                        .setPort(listener.port())
                        .setIdleTimeout(Math.toIntExact(idle.toMillis()))
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .requestHandler(router);
        return server.listen()
                .recover(cause -> Future.failedFuture(new IOException(listener.cannotListen(cause), cause)));
    }

    private void add(Endpoints endpoints) {
        TraceEndpoint stories = new TraceEndpoint(vertx, traces);
        endpoints.search("/admin/v1/traces", stories::list, TraceQuery.PARAMETERS.toArray(String[]::new));
        endpoints.stream("/admin/v1/traces/{id}", stories::get, "as");
        ReplayEndpoint replays = new ReplayEndpoint(vertx, traces, admin);
        endpoints.act(Role.OPERATOR, "/admin/v1/traces/{id}/replay", replays::replay, "release");

        KillEndpoints kills = new KillEndpoints(admin);
        endpoints.read("/admin/v1/kills", kills::list);
        endpoints.read(KILL, kills::get);
        endpoints.write(Role.OPERATOR, PUT, KILL, kills::put);
        endpoints.write(Role.OPERATOR, DELETE, KILL, kills::delete);

        RouteEndpoints routes = new RouteEndpoints(admin);
        endpoints.read("/admin/v1/routes", routes::list);
        endpoints.read(ROUTE, routes::get);

        endpoints.read("/admin/v1/targets", new TargetsEndpoint(admin)::list);

        RuleEndpoints rules = new RuleEndpoints(admin);
        endpoints.read(RULES, rules::list);
        endpoints.write(Role.OPERATOR, POST, RULES, rules::add);
        endpoints.write(Role.OPERATOR, PUT, RULES + "/{rule}", rules::keep);
        endpoints.write(Role.OPERATOR, DELETE, RULES + "/{rule}", rules::revoke);

        ReleaseEndpoints releases = new ReleaseEndpoints(admin);
        endpoints.read(ROUTE + "/releases", releases::list);
        endpoints.write(Role.OPERATOR, POST, ROUTE + "/releases", releases::publish);
        endpoints.read(ROUTE + "/releases/diff", releases::diff, "from", "to");
        endpoints.read(ROUTE + "/releases/{release}", releases::get);
        endpoints.write(Role.OPERATOR, POST, ROUTE + "/activate", releases::activate);
        endpoints.write(Role.OPERATOR, POST, ROUTE + "/rollback", releases::rollback);

        CanaryEndpoint canaries = new CanaryEndpoint(admin);
        endpoints.read(ROUTE + "/canary", canaries::get);
        endpoints.write(Role.OPERATOR, PUT, ROUTE + "/canary", canaries::put);
        ShadowEndpoint shadows = new ShadowEndpoint(admin);
        endpoints.read(ROUTE + "/shadow", shadows::get);
        endpoints.write(Role.OPERATOR, PUT, ROUTE + "/shadow", shadows::put);

        RolloutEndpoints rollouts = new RolloutEndpoints(admin);
        endpoints.read("/admin/v1/rollout-policies", rollouts::policies);
        endpoints.search(ROUTE + "/rollouts", rollouts::list);
        endpoints.write(Role.OPERATOR, POST, ROUTE + "/rollouts", new RolloutStart(admin)::post);
        endpoints.search(ROLLOUT, rollouts::get);
        RolloutMoves moves = new RolloutMoves(admin);
        endpoints.write(Role.OPERATOR, POST, ROLLOUT + "/pause", moves::pause);
        endpoints.write(Role.OPERATOR, POST, ROLLOUT + "/resume", moves::resume);
        endpoints.write(Role.OPERATOR, POST, ROLLOUT + "/promote", moves::promote);
        endpoints.write(Role.OPERATOR, POST, ROLLOUT + "/approve", moves::approve);
        endpoints.write(Role.OPERATOR, POST, ROLLOUT + "/abort", moves::abort);

        BudgetEndpoints budgets = new BudgetEndpoints(admin);
        endpoints.read("/admin/v1/budgets", budgets::list);
        endpoints.write(Role.ADMIN, PUT, "/admin/v1/budgets/{budget}", budgets::put);
        endpoints.write(Role.OPERATOR, POST, "/admin/v1/budgets/{budget}/spend", budgets::spend);

        ClusterEndpoint cluster = new ClusterEndpoint(admin);
        endpoints.read("/admin/v1/cluster", cluster::get);
        endpoints.write(Role.ADMIN, POST, "/admin/v1/cluster/override", cluster::override);
        endpoints.write(Role.ADMIN, PUT, "/admin/v1/cluster/voters", cluster::voters);
        endpoints.write(Role.ADMIN, POST, "/admin/v1/conflicts/{id}/settle", cluster::settle);
        endpoints.read("/admin/v1/writes/{id}", new WriteEndpoint(admin)::get);
        endpoints.search("/admin/v1/audit", new AuditEndpoint(admin)::get, "after", "limit", "route", "kind", "actor");
        EventsEndpoint told = new EventsEndpoint(admin, vertx, heartbeat);
        events = told;
        endpoints.stream("/admin/v1/events", told::get);
    }

    private static void add(Endpoints endpoints, TriggerEndpoints triggers) {
        endpoints.read("/admin/v1/triggers", triggers::list);
        endpoints.write(Role.ADMIN, POST, "/admin/v1/triggers", triggers::add);
        endpoints.write(Role.ADMIN, DELETE, "/admin/v1/triggers/{name}", triggers::revoke);
    }

    private static void add(Endpoints endpoints, PolicyEndpoint policy, ApprovalEndpoints approvals) {
        endpoints.read("/admin/v1/policy", policy::get);
        endpoints.write(Role.ADMIN, PUT, "/admin/v1/policy", policy::put);
        endpoints.read("/admin/v1/approvals", approvals::list);
        endpoints.write(Role.OPERATOR, POST, "/admin/v1/approvals/{id}", approvals::approve);
        endpoints.write(Role.OPERATOR, DELETE, "/admin/v1/approvals/{id}", approvals::withdraw);
    }

    /** The texts of callers and models are for those who decide. */
    private static void add(Endpoints endpoints, ReviewEndpoints reviews) {
        endpoints.search("/admin/v1/reviews", reviews::list, "status", "route", "kind", "limit", "after");
        endpoints.search(Role.OPERATOR, REVIEW, reviews::get);
        endpoints.write(Role.OPERATOR, POST, REVIEW + "/claim", reviews::claim);
        endpoints.write(Role.OPERATOR, POST, REVIEW + "/release", reviews::release);
        endpoints.write(Role.OPERATOR, POST, REVIEW + "/resolve", reviews::resolve);
    }

    /** Answers to cases are an operator's own. */
    private static void add(Endpoints endpoints, EvalEndpoints evals) {
        endpoints.read(ROUTE + "/evals", evals::list);
        endpoints.write(Role.OPERATOR, POST, ROUTE + "/evals", evals::run);
        endpoints.search(Role.OPERATOR, ROUTE + "/evals/{id}", evals::get);
        endpoints.write(Role.OPERATOR, DELETE, ROUTE + "/evals/{id}", evals::cancel);
    }

    private static void add(Endpoints endpoints, AlertEndpoint alerts, WebhookEndpoints webhooks) {
        endpoints.search("/admin/v1/alerts", alerts::list, "standing", "kind", "route", "limit");
        endpoints.read("/admin/v1/webhooks", webhooks::list);
        endpoints.write(Role.OPERATOR, POST, "/admin/v1/webhooks/{webhook}/test", webhooks::test);
    }

    private static void refusals(Router router, Endpoints endpoints) {
        router.errorHandler(400, context -> fail(context, 400, "Bad request", "The path cannot be decoded."));
        router.errorHandler(
                404,
                context -> fail(
                        context,
                        404,
                        "No such endpoint",
                        "Nothing answers " + said(context) + ". There are " + endpoints
                                + ". A / in a route's name is written %2F."));
        router.errorHandler(405, context -> {
            String allowed = endpoints.allowed(context.normalizedPath());
            context.response().putHeader("allow", allowed);
            fail(context, 405, "Method not allowed", said(context) + " is not possible; " + allowed + " is.");
        });
        router.errorHandler(
                413,
                context -> fail(
                        context, 413, "Body too large", "The body has more than " + Bodies.MOST + " bytes (1 MiB)."));
        router.errorHandler(500, context -> {
            LOG.error("a fault in Penstock ended {}", said(context), context.failure());
            fail(context, 500, "Internal error", "A fault in Penstock; the node's log tells more.");
        });
    }

    @Override
    public Future<?> stop() {
        if (events != null) {
            events.close();
        }
        return Future.succeededFuture();
    }

    /** The port that it listens on, once it does. */
    public int port() {
        return Objects.requireNonNull(server).actualPort();
    }

    private static void onlyJson(RoutingContext context) {
        if (Bodies.isJson(context.request())) {
            context.next();
            return;
        }
        fail(
                context,
                415,
                "No JSON",
                "The content type is '" + context.request().getHeader("content-type")
                        + "', expected application/json.");
    }

    private static void fail(RoutingContext context, int status, String title, String detail) {
        Problem.of(status, title, detail).send(context.response());
    }

    /** What was asked, for a log or an answer; a secret in a path is left out. */
    private static String said(RoutingContext context) {
        boolean secret = SECRET.matcher(context.normalizedPath()).lookingAt();
        return context.request().method() + " "
                + (secret ? FIRE + "..." : context.request().path());
    }
}
