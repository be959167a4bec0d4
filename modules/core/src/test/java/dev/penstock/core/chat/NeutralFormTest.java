package dev.penstock.core.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NeutralFormTest {
    @Test
    void aPathReadsAsTheCallerWouldWriteIt() {
        assertThat(FieldPath.of("messages").at(2).field("content").at(0).field("type"))
                .hasToString("messages[2].content[0].type");
        assertThat(FieldPath.root()).hasToString("");
        assertThat(FieldPath.root().at(1)).hasToString("[1]");
    }

    @Test
    void whereAValueStoodIsNoPartOfWhatItSays() {
        Given<Long> here = new Given<>(5L, FieldPath.of("max_tokens"));
        assertThat(here).isEqualTo(Given.of(5L)).hasSameHashCodeAs(Given.of(5L));
        assertThat(here).isNotEqualTo(Given.of(6L));
    }

    @Test
    void aMessageHoldsOnlyWhatItsRoleMaySay() {
        assertThatThrownBy(() -> new Message(Role.USER, List.of(new Part.Thinking("hm", null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("USER cannot hold a Thinking");
        assertThatThrownBy(() -> new Message(Role.TOOL, List.of(new Part.Text("a"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new Part.ToolResult("c", List.of(new Part.Refusal("no")), false, null, FieldPath.root()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRequestKeepsItsOwnCopyOfWhatItWasMadeFrom() {
        List<Message> messages = new ArrayList<>(List.of(Message.of(Role.USER, "Hi")));
        ChatRequest request = ChatRequest.of("m", messages);
        messages.clear();
        assertThat(request.messages()).hasSize(1);
    }

    @Test
    void aBuilderStartsFromEverythingThatWasGiven() {
        ChatRequest request = new ChatRequest.Builder("m")
                        .messages(List.of(Message.of(Role.USER, "Hi")))
                        .tools(List.of(new Tool.Function("f", null, null)))
                        .toolChoice(Given.of(new ToolChoice.Any()))
                        .parallelTools(Given.of(true))
                        .sampling(new Sampling.Builder()
                                .maxTokens(Given.of(1L))
                                .temperature(Given.of(0.5))
                                .topP(Given.of(0.5))
                                .topK(Given.of(1L))
                                .stop(Given.of(List.of("END")))
                                .seed(Given.of(1L))
                                .presencePenalty(Given.of(0.5))
                                .frequencyPenalty(Given.of(0.5))
                                .n(Given.of(1L))
                                .logitBias(Given.of(Json.EMPTY_OBJECT))
                                .logprobs(Given.of(true))
                                .topLogprobs(Given.of(1L))
                                .effort(Given.of(Effort.LOW))
                                .thinking(Given.of(new Thinking.Adaptive()))
                                .build())
                        .format(Given.of(new ResponseFormat.JsonObject()))
                        .user(Given.of("u"))
                        .metadata(Given.of(Map.of("a", "b")))
                        .stream(true)
                        .streamUsage(Given.of(true))
                        .build();
        assertThat(request.with().build()).isEqualTo(request);
        assertThat(request.sampling().with().build()).isEqualTo(request.sampling());
        assertThat(request.with().model("other").build()).isNotEqualTo(request);
    }
}
