package dev.penstock.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.config.Role;
import org.junit.jupiter.api.Test;

class TargetsEndpointTest {
    @Test
    void viewersSeeHowTheNodeFindsEachTarget() {
        try (Operator operator = new Operator()) {
            assertThat(operator.send(
                                    "GET",
                                    "/admin/v1/targets",
                                    null,
                                    "authorization",
                                    "Bearer " + Operator.token(Role.VIEWER))
                            .body()
                            .toString())
                    .isEqualTo(Operator.json("{'node':'node-a','targets':["
                            + "{'target':'large','breaker':'half_open','openings':2,'degraded':true},"
                            + "{'target':'small','breaker':'closed','openings':0,'degraded':false}]}"));
        }
    }
}
