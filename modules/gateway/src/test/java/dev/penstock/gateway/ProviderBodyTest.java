package dev.penstock.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.penstock.core.Refusal;
import dev.penstock.core.Release;
import dev.penstock.core.config.Sampling;
import dev.penstock.healing.Change;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderBodyTest {
    @Test
    void onlyTheModelChangesWhereTheReleaseSaysNothingElse() {
        assertThat(sent("{ 'model' : 'support', 'messages' : [ {'role':'user','content':'é 😀'} ],"
                        + " 'my_own':{'a':1.50}}"))
                .isEqualTo(text(
                        "{'model' : 'gpt-x','messages' : [ {'role':'user','content':'é 😀'} ],'my_own':{'a':1.50}}"));
    }

    @Test
    void theReleasesSamplingTakesThePlaceOfTheCallers() {
        Release release = Releases.release(new Sampling(0.2, null, 7L, null, null, "low"), null, 50, null);
        assertThat(sent(
                        release,
                        Releases.OPENAI,
                        Releases.chat("{'model':'support','temperature':1.9,'top_p':0.5,'messages':[]}")))
                .isEqualTo(text("{'seed':7,'reasoning_effort':'low','max_completion_tokens':50,'model':'gpt-x',"
                        + "'temperature':0.2,'top_p':0.5,'messages':[]}"));
    }

    @Test
    void thePromptStandsInFrontOfTheMessagesAndItsVariablesLeaveTheMetadata() {
        Release release = Releases.withPrompt("You serve {{shop}}.\n\"{{ tone }}\"");
        assertThat(sent(
                        release,
                        Releases.OPENAI,
                        Releases.chat("{'model':'support','metadata':{'shop':'A \\\\ B','tone':'kind','team':'x'},"
                                + "'messages':[{'role':'user','content':'hi'}]}")))
                .isEqualTo(text("{'model':'gpt-x','metadata':{'team':'x'},'messages':[{'role':'system','content':"
                                + "'You serve A \\\\ B.\\n\\@kind\\@'},{'role':'user','content':'hi'}]}")
                        .replace('@', '"'));
        assertThat(sent(
                        Releases.withPrompt("Be {{tone}}."),
                        Releases.OPENAI,
                        Releases.chat("{'model':'support','metadata':{'tone':3},'messages':[]}")))
                .isEqualTo(text("{'model':'gpt-x','messages':[{'role':'system','content':'Be 3.'}]}"));
    }

    @Test
    void aVariableIsNeverReadAsATemplateAgain() {
        assertThat(sent(
                        Releases.withPrompt("{{a}} {{b}}"),
                        Releases.OPENAI,
                        Releases.chat("{'model':'support','metadata':{'a':'{{b}}','b':'x'},'messages':[]}")))
                .contains("{{b}} x");
    }

    @Test
    void aMissingVariableIsRefusedByName() {
        Refusal refusal = Releases.refusal(
                Rendering.of(Releases.chat("{'model':'support','messages':[]}"), Releases.withPrompt("{{shop}}")));
        assertThat(refusal)
                .isEqualTo(new Refusal.InvalidField(
                        "metadata.shop",
                        "metadata.shop is missing, expected a text: the prompt support@2 of route 'support'"
                                + " needs it."));
    }

    @Test
    void thePromptJoinsAnthropicsSystemInEachOfItsForms() {
        Release release = Releases.withPrompt("P");
        String ours = "{'type':'text','text':'P'}";
        assertThat(sent(
                        release,
                        Releases.ANTHROPIC,
                        Releases.messages("{'model':'support','max_tokens':1,'messages':[]}")))
                .isEqualTo(text("{'system':'P','model':'claude-x','max_tokens':1,'messages':[]}"));
        assertThat(sent(
                        release,
                        Releases.ANTHROPIC,
                        Releases.messages("{'model':'support','system':'S \\n','max_tokens':1,'messages':[]}")))
                .isEqualTo(text("{'model':'claude-x','system':[" + ours
                        + ",{'type':'text','text':'S \\n'}],'max_tokens':1,'messages':[]}"));
        assertThat(sent(
                        release,
                        Releases.ANTHROPIC,
                        Releases.messages("{'model':'support','system':["
                                + " {'type':'text','text':'S'}],'max_tokens':1,'messages':[]}")))
                .isEqualTo(text("{'model':'claude-x','system':[" + ours
                        + ", {'type':'text','text':'S'}],'max_tokens':1,'messages':[]}"));
    }

    @Test
    void aStreamIsAskedForItsUsageAndKeepsTheCallersOtherOptions() {
        assertThat(sent("{'model':'support','stream':true,'messages':[]}"))
                .isEqualTo(
                        text("{'stream_options':{'include_usage':true},'model':'gpt-x','stream':true,'messages':[]}"));
        assertThat(
                        sent(
                                "{'model':'support','stream':true,'stream_options':{'include_obfuscation':false},'messages':[]}"))
                .isEqualTo(text("{'model':'gpt-x','stream':true,'stream_options':{'include_usage':true,"
                        + "'include_obfuscation':false},'messages':[]}"));
    }

    @Test
    void aRequestForAnotherDialectIsWrittenAnewWithPromptAndSampling() throws JsonProcessingException {
        Release release = Releases.release(new Sampling(0.3, null, null, null, null, null), "Be brief.", 50, null);
        String body = sent(
                release,
                Releases.ANTHROPIC,
                Releases.chat("{'model':'support','messages':[{'role':'user','content':'hi'}],'temperature':0.9}"));
        var json = new ObjectMapper().readTree(body);
        assertThat(json.path("model").asText()).isEqualTo("claude-x");
        assertThat(json.path("temperature").asDouble()).isEqualTo(0.3);
        assertThat(json.path("max_tokens").asInt()).isEqualTo(50);
        assertThat(json.path("system").toString()).contains("Be brief.");
    }

    @Test
    void whatTheOtherDialectCannotExpressIsRefusedByName() {
        CallerRequest request =
                Releases.chat("{'model':'support','messages':[{'role':'user','content':'hi'}],'logit_bias':{'1':2}}");
        Release release = Releases.plain();
        Refusal refusal = Releases.refusal(ProviderBody.of(ask(request, release), Releases.ANTHROPIC, Set.of()));
        assertThat(refusal)
                .isInstanceOfSatisfying(
                        Refusal.InvalidField.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("logit_bias"));
    }

    @Test
    void embeddingsGoOnlyWhereThereAreAny() {
        CallerRequest request = Releases.ok(
                CallerRequest.read(Endpoint.EMBEDDINGS, Releases.body("{'model':'support','input':['a','b']}")));
        assertThat(sent(Releases.plain(), Releases.OPENAI, request))
                .isEqualTo(text("{'model':'gpt-x','input':['a','b']}"));
        assertThat(Releases.refusal(ProviderBody.of(ask(request, Releases.plain()), Releases.ANTHROPIC, Set.of()))
                        .message())
                .contains("its target 'anthropic' has none");
        assertThat(Releases.refusal(Rendering.of(request, Releases.withPrompt("P")))
                        .message())
                .contains("expected a route without a prompt");
        assertThat(List.of(Endpoint.values())).hasSize(3);
    }

    @Test
    void labelsForPenstockGoToWhoeverHasAWordForThem() {
        CallerRequest labelled = Releases.chat(
                "{'model':'support','messages':[{'role':'user','content':'hi'}]," + "'metadata':{'tier':'gold'}}");

        assertThat(sent(Releases.plain(), Releases.OPENAI, labelled)).contains("gold");
        assertThat(sent(Releases.plain(), Releases.ANTHROPIC, labelled)).doesNotContain("gold");
    }

    @Test
    void noModelIsToldOfAStoppedTool() {
        String find = "{'type':'function','function':{'name':'find'}}";
        String buy = "{'type':'function','function':{'name':'buy'}}";
        String messages = "'messages':[{'role':'user','content':'hi'}]";
        CallerRequest both = Releases.chat("{'model':'support'," + messages + ",'tools':[" + find + "," + buy
                + "],'tool_choice':{'type':'function','function':{'name':'buy'}}}");

        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("buy")))
                .isEqualTo(text("{'model':'gpt-x'," + messages + ",'tools':[" + find + "]}"));
        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("buy", "find")))
                .isEqualTo(text("{'model':'gpt-x'," + messages + "}"));
        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("other")))
                .contains("tool_choice", "find", "buy");
        assertThat(sent(Releases.plain(), Releases.ANTHROPIC, both, Set.of("buy")))
                .contains("find")
                .doesNotContain("buy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'function','function':{'name':'buy'},'custom':{'name':'find'}}",
                "{'type':'function','function':{'name':'buy'},'name':'find'}",
                "{'type':'function','name':'buy','function':{'name':'find'}}",
                "{'type':'function','function':{'name':'buy','name':'find'}}"
            })
    void aStoppedToolIsNotHiddenByASecondName(String tool) {
        CallerRequest request = Releases.chat("{'model':'support','messages':[],'tools':[" + tool + "]}");

        assertThat(sent(Releases.plain(), Releases.OPENAI, request, Set.of("buy")))
                .isEqualTo(text("{'model':'gpt-x','messages':[]}"));
        assertThat(StoppedTools.offered(request.body())).contains("buy", "find");
    }

    @Test
    void aStoppedToolIsTakenOutOfTheOldForm() {
        String start = "{'model':'support','messages':[],'functions':[{'name':'find'}";
        CallerRequest both = Releases.chat(start + ",{'name':'buy'}],'function_call':{'name':'buy'}}");

        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("buy")))
                .isEqualTo(text("{'model':'gpt-x','messages':[],'functions':[{'name':'find'}]}"));
        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("buy", "find")))
                .isEqualTo(text("{'model':'gpt-x','messages':[]}"));
        assertThat(sent(Releases.plain(), Releases.OPENAI, both, Set.of("other")))
                .contains("find", "buy", "function_call");
    }

    @Test
    void aStoppedToolIsTakenOutOfThoseThatTheModelMayChooseFrom() {
        String find = "{'type':'function','function':{'name':'find'}}";
        String own = "{'type':'custom','custom':{'name':'own'}}";
        String choice = "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[%s]}}";
        CallerRequest some = Releases.chat("{'model':'support','messages':[],'tools':[" + find + "," + own
                + ",{'type':'function','function':{'name':'pay'}}],"
                + choice.formatted(find + ", " + own) + "}");

        assertThat(sent(Releases.plain(), Releases.OPENAI, some, Set.of("own")))
                .contains(text(choice.formatted(find)))
                .contains("pay")
                .doesNotContain("own");
        assertThat(sent(Releases.plain(), Releases.OPENAI, some, Set.of("own", "find")))
                .as("the third was not allowed before")
                .contains("pay", text("'tool_choice':'none'"))
                .doesNotContain("find");
        assertThat(sent(Releases.plain(), Releases.OPENAI, some, Set.of("pay")))
                .contains(text(choice.formatted(find + ", " + own)));
    }

    private static String sent(String body) {
        return sent(Releases.plain(), Releases.OPENAI, Releases.chat(body));
    }

    private static String sent(Release release, Release.Rung rung, CallerRequest request) {
        return sent(release, rung, request, Set.of());
    }

    private static String sent(Release release, Release.Rung rung, CallerRequest request, Set<String> stoppedTools) {
        return new String(Releases.ok(ProviderBody.of(ask(request, release), rung, stoppedTools)), UTF_8);
    }

    @Test
    void aRetryInOtherWordsEndsWithANoteToTheModel() {
        Change note = new Change.Note("It was empty.", false);
        assertThat(changed(Releases.withPrompt("Be brief."), Releases.OPENAI, "{'role':'user','content':'hi'}", note))
                .contains(text("'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'hi'},"
                        + "{'role':'user','content':'It was empty.'}]"));
        assertThat(changed(Releases.plain(), Releases.ANTHROPIC, "{'role':'user','content':'hi'}", note))
                .contains("It was empty.");
        assertThat(changed(Releases.plain(), Releases.OPENAI, "", note))
                .contains(text("'messages':[{'role':'user','content':'It was empty.'}]"));
    }

    @Test
    void aParameterGoesByAnotherName() {
        CallerRequest request = Releases.chat("{'model':'r','max_tokens':7,'messages':[]}");
        String sent = changed(Releases.plain(), request, new Change.Rename("max_tokens", "max_completion_tokens"));
        assertThat(sent).contains("\"max_completion_tokens\":7").doesNotContain("\"max_tokens\"");
        assertThat(changed(Releases.plain(), request, new Change.Rename("top_k", "top_p")))
                .contains("\"max_tokens\":7")
                .doesNotContain("top_");
    }

    @Test
    void aModelThatThoughtTooLongGetsTwiceTheTokens() {
        CallerRequest limited = Releases.chat("{'model':'r','max_tokens':7,'messages':[]}");
        assertThat(changed(Releases.plain(), limited, new Change.MoreTokens())).contains("\"max_tokens\":14");
        CallerRequest unlimited = Releases.chat("{'model':'r','messages':[]}");
        assertThat(changed(Releases.plain(), unlimited, new Change.MoreTokens()))
                .doesNotContain("tokens");
    }

    @Test
    void whoAsksForTooManyTokensGetsWhatThereIs() {
        Change fewer = new Change.FewerTokens(4_096);
        assertThat(changed(Releases.plain(), Releases.chat("{'model':'r','max_tokens':5000,'messages':[]}"), fewer))
                .contains("\"max_tokens\":4096");
        assertThat(changed(Releases.plain(), Releases.chat("{'model':'r','max_tokens':7,'messages':[]}"), fewer))
                .contains("\"max_tokens\":7");
        assertThat(changed(Releases.plain(), Releases.OPENAI, "", fewer)).contains("\"max_completion_tokens\":4096");
        assertThat(changed(
                        Releases.plain(),
                        Releases.ANTHROPIC,
                        "{'role':'user','content':'hi'}",
                        new Change.FewerTokens(300)))
                .as("the target's usual limit is 777")
                .contains("\"max_tokens\":300");
        Release limited = Releases.release(Sampling.CALLERS, null, 9_000, null);
        assertThat(changed(limited, Releases.chat("{'model':'r','messages':[]}"), fewer))
                .contains("\"max_completion_tokens\":4096")
                .doesNotContain("9000");
    }

    @Test
    void aNarrowCorrectionHasNoHistory() {
        String history =
                "{'role':'system','content':'S'},{'role':'user','content':'1'},{'role':'assistant','content':'a'},"
                        + " {'role':'developer','content':'D'} ,{'role':'user','content':'2'},"
                        + "{'role':'assistant','tool_calls':[]},{'role':'tool','tool_call_id':'x','content':''}";
        String sent =
                changed(Releases.withPrompt("P"), Releases.OPENAI, history, new Change.Note("It was empty.", true));
        assertThat(sent)
                .contains(text(
                        "'messages':[{'role':'system','content':'P'},{'role':'system','content':'S'},{'role':'developer','content':'D'}"
                            + " ,{'role':'user','content':'2'},{'role':'assistant','tool_calls':[]},{'role':'tool','tool_call_id':'x','content':'[unknown:"
                            + " "))
                .endsWith(text("{'role':'user','content':'It was empty.'}]}"));
    }

    private static String changed(Release release, Release.Rung rung, String messages, Change change) {
        CallerRequest request = Releases.chat("{'model':'r','messages':[" + messages + "]}");
        return new String(Releases.ok(ProviderBody.of(ask(request, release, change), rung, Set.of())), UTF_8);
    }

    private static String changed(Release release, CallerRequest request, Change change) {
        return new String(
                Releases.ok(ProviderBody.of(ask(request, release, change), Releases.OPENAI, Set.of())), UTF_8);
    }

    private static Ask ask(CallerRequest request, Release release) {
        return ask(request, release, null);
    }

    private static Ask ask(CallerRequest request, Release release, @Nullable Change change) {
        return new Ask(
                "trace",
                Instant.EPOCH,
                request,
                Releases.ok(Rendering.of(request, release)),
                release,
                null,
                change,
                null,
                null,
                Set.of("tier"),
                List.of());
    }

    private static String text(String body) {
        return body.replace('\'', '"');
    }
}
