package dev.penstock.control;

import static dev.penstock.control.Operator.json;

import dev.penstock.core.ReleaseContent;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.config.Role;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlRecord.Author;
import dev.penstock.core.state.Precondition;
import dev.penstock.reviews.ReviewKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request to each operation of the API that is answered as it is meant to be. */
final class Requests {
    private static final String ROUTE = "/admin/v1/routes/support";
    private static final String WHO = "'reason':'why','actor':'ann'";
    /** What {@code {id}} stands for where nothing has one. */
    private static final String NO_ID = "r99";

    private Requests() {}

    /**
     * Lets another release of {@code team/search} than that of the files serve, which nobody has published.
     *
     * @return the id of the one of the files
     */
    static String unpublished(Operator operator) {
        NodeConfig config = operator.config;
        ReleaseContent other = ReleaseContent.of(config, Operator.route("team/search", "support@1"));
        operator.control
                .submit(new Command.PublishRelease(other, true), new Author("ann", "before"), new Precondition.None())
                .toCompletableFuture()
                .join();
        return ReleaseContent.of(config, Objects.requireNonNull(config.routes().get("team/search")))
                .id();
    }

    /**
     * A request.
     *
     * @param before what must have happened
     * @param path of something that is there
     * @param body null for a GET
     * @param absent the path of something that is not there; null where there is no such thing
     * @param kind of the write, as a policy names it; null where none can
     */
    record Request(
            Before before,
            String method,
            String path,
            @Nullable String body,
            @Nullable String absent,
            @Nullable String kind) {
        /** Nobody approves what they asked for. */
        String authorization() {
            return "Bearer " + (path.startsWith("approvals/") ? Operator.SECOND : Operator.token(Role.ADMIN));
        }

        String path(String id) {
            return "/admin/v1/" + path.replace("{id}", id);
        }
    }

    /** What must have happened before a request. */
    enum Before {
        NOTHING,
        KILL,
        /** 1 is that of the files, and serves. */
        TWO_RELEASES,
        SECOND_RELEASE_SERVES,
        /** To release 2; a person must let it out of each of its stages. */
        ROLLOUT,
        PAUSED_ROLLOUT,
        TRIGGER,
        /** All routes are frozen, too, an hour later. */
        REQUEST_FOR_APPROVAL,
        BUDGET,
        UNITS_AT_HAND,
        WAITING,
        EVAL,
        ESCALATION,
        PROPOSAL,
        CONFLICT;

        /** Lets it happen, and returns what {@code {id}} in a path stands for. */
        String happen(Operator operator) {
            switch (this) {
                case NOTHING -> {}
                case KILL -> operator.put("/admin/v1/kills/route/support", written(""));
                case TWO_RELEASES ->
                    operator.post(ROUTE + "/releases", written(",'release':{'purpose':'A','targets':['large']}"));
                case SECOND_RELEASE_SERVES -> {
                    TWO_RELEASES.happen(operator);
                    operator.post(ROUTE + "/activate", written(",'release':2"));
                }
                case ROLLOUT -> {
                    TWO_RELEASES.happen(operator);
                    operator.post(ROUTE + "/rollouts", written("," + A_ROLLOUT));
                }
                case PAUSED_ROLLOUT -> {
                    ROLLOUT.happen(operator);
                    operator.post(ROUTE + "/rollouts/current/pause", written(""));
                }
                case TRIGGER ->
                    operator.post(
                            "/admin/v1/triggers",
                            written(",'name':'alert','action':{'kill':{'scope':'route','key':'support'}}"));
                case REQUEST_FOR_APPROVAL -> {
                    TWO_RELEASES.happen(operator);
                    operator.put("/admin/v1/policy", written(",'four_eyes':['activate'],'freezes':[" + FREEZE + "]"));
                    return operator.post(ROUTE + "/activate", written(",'release':2"))
                            .body()
                            .path("approval")
                            .asText();
                }
                case BUDGET -> operator.put("/admin/v1/budgets/trial", written(",'units':10"));
                case UNITS_AT_HAND -> {
                    BUDGET.happen(operator);
                    // Where units are asked for the first time, they are on their way.
                    operator.post("/admin/v1/budgets/trial/spend", "{\"units\":1}");
                }
                case ESCALATION -> {
                    return operator.reviews.open(ReviewKind.ESCALATION);
                }
                case PROPOSAL -> {
                    return operator.reviews.open(ReviewKind.PROPOSAL);
                }
                case EVAL -> {
                    TWO_RELEASES.happen(operator);
                    return operator.post(ROUTE + "/evals", written(",'release':2,'cases':[" + CASE + "]"))
                            .body()
                            .path("id")
                            .asText();
                }
                case WAITING -> operator.control.await("node-b", "node-c");
                case CONFLICT -> {
                    SECOND_RELEASE_SERVES.happen(operator);
                    operator.control.decideTwice(
                            activation(operator, "1"), activation(operator, "2"), new Author("ann", "at once"));
                    return operator.control.state().conflicts().getFirst().id();
                }
            }
            return NO_ID;
        }
    }

    /** A freeze of all routes that begins an hour after the tests do. */
    static final String FREEZE =
            "{'name':'sale','from':'2026-11-21T13:00:00Z','to':'2026-11-21T14:00:00Z','routes':'all'}";

    /** To release 2, with a person's approval after each stage. */
    static final String A_ROLLOUT = "'release':2,'sticky':'user','bundle':true,"
            + "'policy':{'stages':[{'share':5,'gate':'approval'},{'share':25,'gate':'approval'},'full']}";

    /** A hand-made case that {@link OfferedReplays} answers well. */
    static final String CASE =
            "{'id':'water','messages':[{'role':'user','content':'How deep?'}],'checks':[{'contains':'metres'}]}";

    /** By the ids of the operations. */
    private static final Map<String, Request> ALL = """
        traces          | NOTHING               | GET    | traces                        |                          |                      |
        trace           | NOTHING               | GET    | traces/t-1                    |                          | traces/t-2           |
        replay          | TWO_RELEASES          | POST   | traces/t-1/replay?release=2   | {}                       | traces/t-2/replay?release=2 |
        kills           | KILL                  | GET    | kills                         |                          |                      |
        killsOf         | KILL                  | GET    | kills/route/support           |                          | kills/route/other    |
        kill            | NOTHING               | PUT    | kills/route/support           | {WHO}                    |                      |
        lift            | KILL                  | DELETE | kills/route/support           | {WHO}                    | kills/route/other    | lift
        routes          | NOTHING               | GET    | routes                        |                          |                      |
        route           | NOTHING               | GET    | routes/support                |                          | routes/other         |
        releases        | TWO_RELEASES          | GET    | routes/support/releases       |                          | routes/other/releases |
        publish         | NOTHING               | POST   | routes/support/releases       | {WHO,'release':{'purpose':'A','targets':['large']}} | | publish-release
        diff            | TWO_RELEASES          | GET    | routes/support/releases/diff?from=1&to=2 |               | routes/support/releases/diff?from=1&to=3 |
        release         | TWO_RELEASES          | GET    | routes/support/releases/2     |                          | routes/support/releases/3 |
        activate        | TWO_RELEASES          | POST   | routes/support/activate       | {WHO,'release':2}        | routes/other/activate | activate
        rollback        | SECOND_RELEASE_SERVES | POST   | routes/support/rollback       | {WHO}                    | routes/other/rollback |
        canary          | NOTHING               | GET    | routes/support/canary         |                          | routes/other/canary  |
        setCanary       | TWO_RELEASES          | PUT    | routes/support/canary         | {WHO,'release':2,'share':5,'sticky':'user'} | routes/other/canary | set-canary
        shadow          | NOTHING               | GET    | routes/support/shadow         |                          | routes/other/shadow  |
        setShadow       | TWO_RELEASES          | PUT    | routes/support/shadow         | {WHO,'release':2,'share':5} | routes/other/shadow | set-shadow
        rolloutPolicies | NOTHING               | GET    | rollout-policies              |                          |                      |
        rollouts        | ROLLOUT               | GET    | routes/support/rollouts       |                          | routes/other/rollouts |
        startRollout    | TWO_RELEASES          | POST   | routes/support/rollouts       | {WHO,A_ROLLOUT}          | routes/other/rollouts | start-rollout
        rollout         | ROLLOUT               | GET    | routes/support/rollouts/current |                        | routes/support/rollouts/r99 |
        pauseRollout    | ROLLOUT               | POST   | routes/support/rollouts/current/pause   | {WHO}          | routes/support/rollouts/r99/pause |
        resumeRollout   | PAUSED_ROLLOUT        | POST   | routes/support/rollouts/current/resume  | {WHO}          | routes/support/rollouts/r99/resume | resume-rollout
        promoteRollout  | ROLLOUT               | POST   | routes/support/rollouts/current/promote | {WHO,'unproven':true} | routes/support/rollouts/r99/promote | enter-stage
        approveStage    | ROLLOUT               | POST   | routes/support/rollouts/current/approve | {WHO}          | routes/support/rollouts/r99/approve | approve-stage
        abortRollout    | ROLLOUT               | POST   | routes/support/rollouts/current/abort   | {WHO}          | routes/support/rollouts/r99/abort |
        evals           | EVAL                  | GET    | routes/support/evals          |                          | routes/other/evals   |
        runEval         | TWO_RELEASES          | POST   | routes/support/evals          | {WHO,'release':2,'cases':[CASE]} | routes/other/evals |
        eval            | EVAL                  | GET    | routes/support/evals/{id}     |                          | routes/support/evals/x |
        cancelEval      | EVAL                  | DELETE | routes/support/evals/{id}     | {WHO}                    | routes/support/evals/x |
        triggers        | TRIGGER               | GET    | triggers                      |                          |                      |
        addTrigger      | NOTHING               | POST   | triggers                      | {WHO,'name':'alert','action':{'withdraw':{'route':'support'}}} | | add-trigger
        revokeTrigger   | TRIGGER               | DELETE | triggers/alert                | {WHO}                    | triggers/other       |
        fire            | TRIGGER               | POST   | fire/SECRET                   | {'note':'7 %'}           | fire/0000000000000000000000000000000000000000000 |
        rules           | NOTHING               | GET    | rules                         |                          |                      |
        addRule         | NOTHING               | POST   | rules                         | {WHO,'target':'small','signature':'model_gone','action':'ask_last'} | | keep-rule
        keepRule        | NOTHING               | PUT    | rules/RULE                    | {WHO}                    | rules/0123456789ab   | keep-rule
        revokeRule      | NOTHING               | DELETE | rules/RULE                    | {WHO}                    | rules/0123456789ab   |
        policy          | NOTHING               | GET    | policy                        |                          |                      |
        setPolicy       | NOTHING               | PUT    | policy                        | {WHO,'four_eyes':[],'freezes':[FREEZE]} |       | set-policy
        approvals       | REQUEST_FOR_APPROVAL  | GET    | approvals                     |                          |                      |
        approve         | REQUEST_FOR_APPROVAL  | POST   | approvals/{id}                | {WHO}                    | approvals/r99        |
        withdrawRequest | REQUEST_FOR_APPROVAL  | DELETE | approvals/{id}                | {WHO}                    | approvals/r99        |
        budgets         | BUDGET                | GET    | budgets                       |                          |                      |
        setBudget       | NOTHING               | PUT    | budgets/trial                 | {WHO,'units':10}         |                      | set-budget
        spend           | UNITS_AT_HAND         | POST   | budgets/trial/spend           | {'units':1}              | budgets/other/spend  |
        override        | WAITING               | POST   | cluster/override              | {WHO}                    |                      |
        setVoters       | NOTHING               | PUT    | cluster/voters                | {WHO,'voters':['node-b']} |                     | set-voters
        settle          | CONFLICT              | POST   | conflicts/{id}/settle         | {WHO}                    | conflicts/r99/settle | settle
        reviews         | ESCALATION            | GET    | reviews                       |                          |                      |
        review          | PROPOSAL              | GET    | reviews/{id}                  |                          | reviews/r99          |
        claimReview     | ESCALATION            | POST   | reviews/{id}/claim            | {WHO}                    | reviews/r99/claim    |
        releaseReview   | PROPOSAL              | POST   | reviews/{id}/release          | {WHO}                    | reviews/r99/release  |
        resolveReview   | ESCALATION            | POST   | reviews/{id}/resolve          | {WHO,'decision':'answer','text':'Yes.'} | reviews/r99/resolve |
        alerts          | NOTHING               | GET    | alerts                        |                          |                      |
        webhooks        | NOTHING               | GET    | webhooks                      |                          |                      |
        testWebhook     | NOTHING               | POST   | webhooks/ops/test             | {WHO}                    | webhooks/other/test  |
        targets         | NOTHING               | GET    | targets                       |                          |                      |
        cluster         | NOTHING               | GET    | cluster                       |                          |                      |
        write           | KILL                  | GET    | writes/r1                     |                          |                      |
        audit           | KILL                  | GET    | audit                         |                          |                      |
        events          | NOTHING               | GET    | events                        |                          |                      |
        """.lines()
            .map(line -> line.split("\\|", -1))
            .map(cells -> Arrays.stream(cells).map(String::strip).toList())
            .collect(Collectors.toMap(List::getFirst, Requests::request));

    /** The request of an operation; fails where there is none. */
    static Request of(String operation) {
        Request request = ALL.get(operation);
        if (request == null) {
            throw new AssertionError("operation '" + operation + "' is not in the table: what is a request to it?");
        }
        return request;
    }

    private static Request request(List<String> cells) {
        return new Request(
                Before.valueOf(cells.get(1)),
                cells.get(2),
                cells.get(3).replace("SECRET", Operator.SECRET).replace("RULE", Seen.RULE.id()),
                cells.get(4).isEmpty()
                        ? null
                        : json(cells.get(4)
                                .replace("WHO", WHO)
                                .replace("FREEZE", FREEZE)
                                .replace("A_ROLLOUT", A_ROLLOUT)
                                .replace("CASE", CASE)),
                cells.get(5).isEmpty() ? null : "/admin/v1/" + cells.get(5),
                cells.get(6).isEmpty() ? null : cells.get(6));
    }

    /** The body of a write with more fields. */
    static String written(String more) {
        return json("{" + WHO + more + "}");
    }

    private static Command.Activate activation(Operator operator, String number) {
        String id = operator.control
                .state()
                .route("support")
                .release(number)
                .orElseThrow()
                .id();
        return new Command.Activate("support", id, List.of());
    }
}
