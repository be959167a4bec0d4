package dev.penstock.providers;

import static dev.penstock.providers.Wire.ANTHROPIC;
import static dev.penstock.providers.Wire.OPENAI;
import static dev.penstock.providers.Wire.body;
import static dev.penstock.providers.Wire.refusal;
import static dev.penstock.providers.Wire.translate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Refusal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRefusalTest {
    private static final String USER = "'messages':[{'role':'user','content':'Hi'}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "n                   | 'n':2",
                "seed                | 'seed':1",
                "presence_penalty    | 'presence_penalty':0.1",
                "frequency_penalty   | 'frequency_penalty':-1",
                "logit_bias          | 'logit_bias':{'1':1}",
                "logprobs            | 'logprobs':true",
                "top_logprobs        | 'top_logprobs':3",
                "temperature         | 'temperature':1.2",
                "reasoning_effort    | 'reasoning_effort':'minimal'",
                "response_format     | 'response_format':{'type':'json_object'}",
                "response_format.type| 'response_format':{'type':'grammar'}",
                "response_format.json_schema.description |"
                    + " 'response_format':{'type':'json_schema','json_schema':{'name':'a','description':'b','schema':{}}}",
                "metadata            | 'metadata':{'a':'b'}",
                "audio               | 'audio':{'voice':'x'}",
                "modalities          | 'modalities':['text','audio']",
                "prediction          | 'prediction':{'type':'content'}",
                "store               | 'store':true",
                "web_search_options  | 'web_search_options':{}",
                "service_tier        | 'service_tier':'flex'",
                "verbosity           | 'verbosity':'low'",
                "top_k               | 'top_k':3",
                "functions           | 'functions':[]",
                "made_up             | 'made_up':1",
                "stream_options.include_obfuscation | 'stream_options':{'include_obfuscation':true}",
                "tools[0].type       | 'tools':[{'type':'custom','custom':{'name':'c'}}]",
                "tools[0].function.x | 'tools':[{'type':'function','function':{'name':'c','x':1}}]",
                "tool_choice.type    | 'tool_choice':{'type':'allowed_tools'}",
            })
    void whatAnthropicCannotSayIsNamed(String field, String fields) {
        assertRefused(field, OPENAI, ANTHROPIC, "{'model':'m'," + USER + "," + fields + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "messages[1].name                  | {'role':'user','content':'a','name':'ann'}",
                "messages[1].role                  | {'role':'system','content':'late'}",
                "messages[1].content[0].type       |"
                        + " {'role':'user','content':[{'type':'input_audio','input_audio':{}}]}",
                "messages[1].content[1].image_url.detail |"
                    + " {'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'https://x','detail':'high'}}]}",
                "messages[1].content[0].file.file_id |"
                        + " {'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}",
                "messages[1].audio                 | {'role':'assistant','audio':{'id':'a'}}",
                "messages[1].tool_calls[0].type    |"
                        + " {'role':'assistant','tool_calls':[{'id':'a','type':'custom','custom':{}}]}",
                "messages[1].tool_calls[0].id      |"
                    + " {'role':'assistant','tool_calls':[{'id':'functions.f:0','function':{'name':'f','arguments':'{}'}}]}",
                "messages[1].tool_calls[0].function.arguments |"
                        + " {'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':'}{'}}]}",
                "messages[1].reasoning_content     | {'role':'assistant','content':'a','reasoning_content':'hm'}",
            })
    void whatAMessageCannotSayToAnthropicIsNamed(String field, String message) {
        assertRefused(
                field, OPENAI, ANTHROPIC, "{'model':'m','messages':[{'role':'user','content':'Hi'}," + message + "]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "top_k                        | 'top_k':1",
                "thinking                     | 'thinking':{'type':'enabled','budget_tokens':1024}",
                "thinking                     | 'thinking':{'type':'adaptive'}",
                "output_config.effort         | 'output_config':{'effort':'max'}",
                "output_config.other          | 'output_config':{'other':1}",
                "metadata.x                   | 'metadata':{'x':1}",
                "cache_control                | 'cache_control':{'type':'ephemeral'}",
                "container                    | 'container':'c'",
                "mcp_servers                  | 'mcp_servers':[]",
                "service_tier                 | 'service_tier':'standard_only'",
                "system[0].cache_control      |"
                        + " 'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]",
                "tools[0].type                | 'tools':[{'type':'bash_20250124','name':'bash'}]",
                "tools[0].cache_control       |"
                        + " 'tools':[{'name':'f','input_schema':{},'cache_control':{'type':'ephemeral'}}]",
                "tools[0].defer_loading       | 'tools':[{'name':'f','input_schema':{},'defer_loading':true}]",
            })
    void whatOpenAiCannotSayIsNamed(String field, String fields) {
        assertRefused(field, ANTHROPIC, OPENAI, "{'model':'m','max_tokens':5," + USER + "," + fields + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cache_control | {'type':'text','text':'a','cache_control':{'type':'ephemeral'}}",
                "source        | {'type':'document','source':{'type':'url','url':'https://x'}}",
                "citations     |"
                    + " {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':''},'citations':{'enabled':true}}",
                "type          | {'type':'search_result','source':'x'}",
                "is_error      | {'type':'tool_result','tool_use_id':'t','content':'bad','is_error':true}",
                "content[0]    |"
                    + " {'type':'tool_result','tool_use_id':'t','content':[{'type':'image','source':{'type':'url','url':'https://x'}}]}",
            })
    void whatABlockCannotSayToOpenAiIsNamed(String field, String block) {
        assertRefused(
                "messages[0].content[0]." + field,
                ANTHROPIC,
                OPENAI,
                "{'model':'m','max_tokens':5,'messages':[{'role':'user','content':[" + block + "]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'thinking','thinking':'a','signature':'s'}",
                "{'type':'redacted_thinking','data':'a'}",
            })
    void reasoningOfAnthropicIsNotSentToOpenAi(String block) {
        assertRefused(
                "messages[0].content[0]",
                ANTHROPIC,
                OPENAI,
                "{'model':'m','max_tokens':5,'messages':[{'role':'assistant','content':[" + block + "]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "model                         | {'messages':[]}",
                "model                         | {'model':3,'messages':[]}",
                "messages                      | {'model':'m'}",
                "messages                      | {'model':'m','messages':'Hi'}",
                "messages[0]                   | {'model':'m','messages':['Hi']}",
                "messages[0].role              | {'model':'m','messages':[{'content':'a'}]}",
                "messages[0].role              | {'model':'m','messages':[{'role':'robot','content':'a'}]}",
                "messages[0].content           | {'model':'m','messages':[{'role':'user'}]}",
                "messages[0].content           | {'model':'m','messages':[{'role':'user','content':7}]}",
                "messages[0].content[1].type   |"
                        + " {'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'a'},{}]}]}",
                "messages[0].content[0].type   |"
                    + " {'model':'m','messages':[{'role':'system','content':[{'type':'image_url','image_url':{'url':'https://x'}}]}]}",
                "messages[0].content[0].image_url.url |"
                    + " {'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png,abc'}}]}]}",
                "messages[0].tool_call_id      | {'model':'m','messages':[{'role':'tool','content':'a'}]}",
                "max_tokens                    | {'model':'m','messages':[],'max_tokens':0}",
                "max_tokens                    | {'model':'m','messages':[],'max_tokens':1,'max_completion_tokens':2}",
                "temperature                   | {'model':'m','messages':[],'temperature':'hot'}",
                "temperature                   | {'model':'m','messages':[],'temperature':1e999}",
                "stop[1]                       | {'model':'m','messages':[],'stop':['a',1]}",
                "stream                        | {'model':'m','messages':[],'stream':'yes'}",
                "tool_choice                   | {'model':'m','messages':[],'tool_choice':'maybe'}",
            })
    void anUnusableFieldIsNamed(String field, String request) {
        Refusal refusal = refusal(OPENAI.readRequest(body(request)));
        assertThat(refusal).isInstanceOf(Refusal.InvalidField.class);
        assertThat(((Refusal.InvalidField) refusal).field()).isEqualTo(field);
        assertThat(refusal.message()).contains(field);
    }

    @Test
    void malformedJsonIsRefusedWithItsPlace() {
        for (Codec codec : new Codec[] {OPENAI, ANTHROPIC}) {
            Refusal refusal = refusal(codec.readRequest("{\"model\": nope}".getBytes(UTF_8)));
            assertThat(refusal).isInstanceOf(Refusal.MalformedJson.class);
            assertThat(((Refusal.MalformedJson) refusal).offset()).isBetween(9L, 15L);
            assertThat(refusal(codec.readRequest(new byte[0]))).isInstanceOf(Refusal.MalformedJson.class);
            assertThat(refusal(codec.readRequest("{} {}".getBytes(UTF_8)))).isInstanceOf(Refusal.MalformedJson.class);
            assertThat(refusal(codec.readRequest("[".repeat(5000).getBytes(UTF_8))))
                    .isInstanceOf(Refusal.MalformedJson.class);
        }
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        assertThat(refusal(OPENAI.readRequest(body("{'model':'a','model':'b','messages':[]}")))
                        .message())
                .contains("each field once");
    }

    @Property(tries = 300)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        assertThat(OPENAI.readRequest(bytes)).isNotNull();
        assertThat(ANTHROPIC.readRequest(bytes)).isNotNull();
    }

    private static void assertRefused(String field, Codec from, Codec to, String request) {
        Refusal refusal = refusal(translate(body(request), from, to));
        assertThat(refusal).isInstanceOf(Refusal.InvalidField.class);
        assertThat(((Refusal.InvalidField) refusal).field()).isEqualTo(field);
        assertThat(refusal.message()).startsWith(field + " ");
    }
}
