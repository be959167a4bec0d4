package dev.penstock.control;

import dev.penstock.alerts.Alerts;
import dev.penstock.core.Escrow;
import dev.penstock.core.config.NodeConfig;
import dev.penstock.core.state.ControlPlane;
import dev.penstock.reviews.Reviews;
import dev.penstock.trace.Replays;
import dev.penstock.trace.store.TraceTexts;
import dev.penstock.webhooks.Webhooks;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the admin API works on.
 *
 * @param control where decisions are read and written
 * @param escrow what this node has of budgets
 * @param reviews what people are asked to look at
 * @param texts what was said in requests, where that is kept
 * @param replays runs recorded requests once more
 * @param evals runs hand-made cases, with room of its own
 * @param alerts what goes wrong
 * @param webhooks who is told what happens
 * @param config what the node's files say
 * @param observed what the node sees and does
 * @param clock tells whether kills have expired
 * @param salts a new random text for each canary
 * @param secrets a new unguessable text for each trigger: 256 random bits as 43 characters that are safe in a URL
 */
public record Admin(
        ControlPlane control,
        Escrow escrow,
        Reviews reviews,
        TraceTexts texts,
        Replays replays,
        Replays evals,
        Alerts alerts,
        Webhooks webhooks,
        NodeConfig config,
        Observed observed,
        InstantSource clock,
        Supplier<String> salts,
        Supplier<String> secrets) {}
