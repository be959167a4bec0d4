package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.json.JsonSplice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NarrowedTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aUsersTurnWithResultsInItIsNotWhereItBegins() {
        String asked = "{'role':'user','content':[{'type':'text','text':'How high?'}]}";
        String rest = "{'role':'assistant','content':[{'type':'tool_use','id':'1','name':'a','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1'},{'type':'text','text':'Well?'}]}";
        assertThat(narrowed(Releases.messages("{'model':'r','messages':[{'role':'user','content':'hi'},"
                        + "{'role':'assistant','content':'Hello.'}," + asked + "," + rest + "]}")))
                .isEqualTo(text("{'model':'r','messages':[" + asked + "," + rest + "]}"));
    }

    @Test
    void whatHasNoHistoryStaysAsItIs() {
        for (String messages : List.of("[]", "[{'role':'user','content':'x'}]", "[7, null]", "[{'role':'tool'}]")) {
            String body = "{'model':'r','messages':" + messages + "}";
            assertThat(narrowed(Releases.chat(body))).isEqualTo(text(body));
        }
    }

    /** Conversations made at random: what is left is valid, ends as before, and no result has lost its call. */
    @Test
    void noResultLosesItsCall() throws IOException {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<String> messages = conversation(random);
            String body =
                    "{'model':'r','messages':[" + String.join(random.nextBoolean() ? "," : " , ", messages) + "]}";
            JsonNode left = JSON.readTree(narrowed(Releases.chat(body))).path("messages");
            JsonNode all = JSON.readTree(text(body)).path("messages");
            assertThat(left.get(left.size() - 1)).as("seed %d", seed).isEqualTo(all.get(all.size() - 1));
            Set<String> calls = new HashSet<>();
            int turns = 0;
            for (JsonNode message : left) {
                turns += message.path("role").asText().equals("user") ? 1 : 0;
                message.path("tool_calls")
                        .forEach(call -> calls.add(call.path("id").asText()));
                if (message.path("role").asText().equals("tool")) {
                    assertThat(calls)
                            .as("seed %d", seed)
                            .contains(message.path("tool_call_id").asText());
                }
            }
            assertThat(turns).as("seed %d", seed).isEqualTo(1);
        }
    }

    private static List<String> conversation(Random random) {
        List<String> messages = new ArrayList<>();
        int calls = 0;
        for (int turn = random.nextInt(4); turn >= 0; turn--) {
            if (random.nextInt(3) == 0) {
                messages.add("{'role':'system','content':'S'}");
            }
            messages.add("{'role':'user','content':'turn " + turn + "'}");
            for (int i = random.nextInt(3); i > 0; i--) {
                messages.add("{'role':'assistant','tool_calls':[{'id':'" + ++calls + "'}]}");
                messages.add("{'role':'tool','tool_call_id':'" + calls + "','content':'x'}");
            }
            if (turn > 0) {
                messages.add("{'role':'assistant','content':'Yes.'}");
            }
        }
        return messages;
    }

    private static String narrowed(CallerRequest request) {
        JsonSplice splice = new JsonSplice(request.body());
        Narrowed.apply(splice, request);
        return new String(splice.bytes(), UTF_8);
    }

    private static String text(String quotes) {
        return quotes.replace('\'', '"');
    }
}
