package dev.penstock.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.core.Escrow;
import dev.penstock.core.state.BudgetPeriod;
import dev.penstock.core.state.BudgetState;
import dev.penstock.core.state.Command;
import dev.penstock.core.state.ControlState;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /admin/v1/budgets}: what may be spent in the whole cluster, and what of it is spent. */
final class BudgetEndpoints {
    private static final String PERIODS = "none, hour, day or month";

    private final Admin admin;
    private final Writes writes;

    BudgetEndpoints(Admin admin) {
        this.admin = admin;
        this.writes = new Writes(admin);
    }

    Reply list(Call call) {
        ControlState state = admin.control().state();
        ObjectNode body = Json.object();
        ArrayNode budgets = body.putArray("budgets");
        new TreeMap<>(state.budgets()).values().forEach(budget -> budgets.add(shown(budget)));
        return Reply.at(state, body);
    }

    CompletionStage<Reply> put(Call call, WriteBody body) {
        String budget = call.path("budget");
        Long units = body.units("units", 0, Command.SetBudget.MOST);
        String word = body.text("period");
        if (units == null) {
            body.missing("units", "how many may be spent in a period");
        }
        BudgetPeriod period = word == null
                ? BudgetPeriod.NONE
                : BudgetPeriod.of(word).orElseGet(() -> {
                    body.wrong("period", word, PERIODS);
                    return BudgetPeriod.NONE;
                });
        Writer writer = body.writer();
        Command.SetBudget terms = body.noting(
                () -> new Command.SetBudget(budget, units == null ? 0 : units, period),
                new Command.SetBudget("none", 0, period));
        body.done();
        BudgetState now = admin.control().state().budgets().get(budget);
        if (now != null && now.limit() == terms.units() && now.period() == period) {
            return CompletableFuture.completedStage(
                    Reply.unchanged(shown(now), admin.control().state().revision()));
        }
        return writes.submit(
                terms,
                writer,
                200,
                _ -> Json.object()
                        .put("budget", budget)
                        .put("units", terms.units())
                        .put("period", period.word()));
    }

    /** For what is spent outside of the gateway, by jobs that share its budgets. Nothing is written. */
    CompletionStage<Reply> spend(Call call, WriteBody body) {
        if (body.isKeyed()) {
            return CompletableFuture.completedStage(Problem.of(
                    400,
                    "Bad header",
                    "The header idempotency-key has no effect here, for a spending leaves no record by which a second"
                            + " one could be known: expected none. What was sent twice is spent twice."));
        }
        String budget = call.path("budget");
        Long units = body.units("units", 1, Command.SetBudget.MOST);
        if (units == null) {
            body.missing("units", "how many are spent");
        }
        body.done();
        long spent = units == null ? 0 : units;
        return CompletableFuture.completedStage(
                switch (admin.escrow().reserve(budget, spent)) {
                    case Escrow.Held(Escrow.Hold hold) -> {
                        admin.escrow().settle(hold, spent);
                        yield Reply.ok(Json.object().put("budget", budget).put("spent", spent));
                    }
                    case Escrow.Lacking(Escrow.Why why) -> lacking(budget, spent, why);
                });
    }

    private Reply lacking(String budget, long units, Escrow.Why why) {
        return switch (why) {
            case UNKNOWN_BUDGET ->
                Problem.of(
                        404,
                        "Not found",
                        "There is no budget '" + budget + "'; there are "
                                + String.join(
                                        ", ",
                                        new TreeMap<>(admin.control().state().budgets()).keySet())
                                + ".");
            case SPENT ->
                Problem.of(
                        409,
                        "Budget spent",
                        "Budget '" + budget + "' has no " + units
                                + " units left for this node: not before the next period, or a higher limit.");
            case NOT_YET ->
                Problem.of(
                        503,
                        "Not yet",
                        "This node has no " + units + " units of budget '" + budget
                                + "' at hand and asks for more: ask again in half a second.");
            case STOPPING -> Problem.of(503, "Stopping", "This node stops: ask another one.");
        };
    }

    private ObjectNode shown(BudgetState budget) {
        Instant start = budget.period().start(admin.clock().instant());
        BudgetState.Use use = budget.use(start);
        ObjectNode shown = Json.object()
                .put("budget", budget.budget())
                .put("units", budget.limit())
                .put("period", budget.period().word())
                .put("period_start", start.toString())
                .put("granted", use.granted())
                .put("returned", use.returned())
                .put("left", budget.left(start));
        ObjectNode nodes = shown.putObject("nodes");
        new TreeMap<>(use.nodes())
                .forEach((node, part) ->
                        nodes.putObject(node).put("granted", part.granted()).put("returned", part.returned()));
        return shown;
    }
}
