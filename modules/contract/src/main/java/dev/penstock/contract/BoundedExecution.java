package dev.penstock.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaException;

/**
 * One validation, which gives up after a number of steps: a schema whose branches refer to itself takes twice as long
 * with each level of a value.
 */
final class BoundedExecution extends ExecutionContext {
    private static final int LEAST_STEPS = 50_000;
    private static final int STEPS_PER_NODE = 1_000;
    private static final int MOST_STEPS = 5_000_000;

    private int left;

    BoundedExecution(ExecutionConfig config, JsonNode value) {
        super(config);
        this.left = (int) Math.min(MOST_STEPS, LEAST_STEPS + (long) STEPS_PER_NODE * nodes(value));
    }

    private static int nodes(JsonNode value) {
        int nodes = 1;
        for (JsonNode child : value) {
            nodes += nodes(child);
        }
        return nodes;
    }

    @Override
    public void evaluationPathAddLast(String keyword) {
        count();
        super.evaluationPathAddLast(keyword);
    }

    @Override
    public void evaluationPathAddLast(int index) {
        count();
        super.evaluationPathAddLast(index);
    }

    private void count() {
        if (--left < 0) {
            throw new SchemaException("the schema takes too many steps on this value");
        }
    }
}
