package dev.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.core.Refusal;
import dev.penstock.core.config.Sampling;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerRequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{'messages':[]}|model is missing, expected the name of a route.",
                "{'model':7,'messages':[]}|model is not a string, expected the name of a route.",
                "{'model':'m'}|messages is missing, expected an array of messages.",
                "{'model':'m','messages':{}}|messages is not an array, expected an array of messages.",
                "{'model':'m','messages':[],'stream':'yes'}|stream is neither true nor false, expected true or false.",
                "{'model':'m',}|The body is not valid JSON: at byte 13 expected a name in quotes.",
                "{'model':'a','model':'b','messages':[]}|The body is not valid JSON: at byte 13 expected 'model' only"
                        + " once.",
                "{'model':'m','messages':[],'metadata':{'a':'1','b':'2','a':'3'}}|The body is not valid JSON: at byte"
                        + " 55 expected 'a' only once.",
                "{'model':'m','messages':[],'stream':true,'stream_options':{'x':1,'x':2}}|The body is not valid JSON:"
                        + " at byte 65 expected 'x' only once.",
                "[]|The body is not valid JSON: at byte 0 expected an object.",
            })
    void aRequestThatCannotBeServedIsRefusedWithItsField(String body, String message) {
        assertThat(Releases.refusal(CallerRequest.read(Endpoint.CHAT_COMPLETIONS, Releases.body(body)))
                        .message())
                .isEqualTo(message);
    }

    @Test
    void streamsAndTheWishForUsageAreSeen() {
        assertThat(Releases.chat("{'model':'m','messages':[]}").stream()).isFalse();
        assertThat(Releases.chat("{'model':'m','messages':[],'stream':null}").stream())
                .isFalse();
        CallerRequest plain = Releases.chat("{'model':'m','messages':[],'stream':true}");
        assertThat(plain.stream()).isTrue();
        assertThat(plain.usageAsked()).isFalse();
        assertThat(Releases.chat(
                                "{'stream_options':{'x':1,'include_usage':true},'model':'m','messages':[],'stream':true}")
                        .usageAsked())
                .isTrue();
    }

    @Test
    void ofAMessageThatSaysAMemberTwiceTheLastCounts() {
        CallerRequest twice = Releases.chat("{'model':'m','messages':[{'content':'a','role':'user','content':'b'},"
                + "{'role':'assistant','content':'c'},7]}");
        assertThat(LastText.of(twice.body(), 100)).isEqualTo("b");
    }

    @Test
    void aRouteWithoutLimitsLetsEverythingThrough() {
        CallerRequest request = Releases.chat(
                "{'model':'m','messages':[],'max_tokens':99999,'tools':[{'type':'function','function':{'name':'x'}}]}");
        assertThat(RouteRules.check(request, Releases.plain().route())).isNull();
    }

    @Test
    void moreTokensThanTheRouteAllowsAreRefusedByName() {
        var route = Releases.release(Sampling.CALLERS, null, 100, null).route();
        assertThat(RouteRules.check(Releases.chat("{'model':'m','messages':[],'max_completion_tokens':101}"), route))
                .isEqualTo(new Refusal.InvalidField(
                        "max_completion_tokens",
                        "max_completion_tokens is 101, expected at most 100: that is the limit of route 'support'."));
        assertThat(RouteRules.check(Releases.messages("{'model':'m','messages':[],'max_tokens':100}"), route))
                .isNull();
    }

    @Test
    void aToolThatTheRouteDoesNotHaveIsRefusedByNameInBothDialects() {
        var route = Releases.release(Sampling.CALLERS, null, null, Set.of("find", "book"))
                .route();
        assertThat(RouteRules.check(
                        Releases.chat(
                                "{'model':'m','messages':[],'tools':[{'type':'function','function':{'name':'find'}},"
                                    + "{'type':'function','function':{'parameters':{'name':'find'},'name':'pay'}}]}"),
                        route))
                .isEqualTo(new Refusal.InvalidField(
                        "tools[1]", "tools[1] is 'pay', expected one of the tools of route 'support': book, find."));
        assertThat(RouteRules.check(Releases.chat("{'model':'m','messages':[],'functions':[{'name':'pay'}]}"), route))
                .as("the old form")
                .isInstanceOf(Refusal.InvalidField.class);
        assertThat(RouteRules.check(
                        Releases.messages("{'model':'m','messages':[],'tools':[{'name':'book','input_schema':{}}]}"),
                        route))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'function','function':{'name':'pay'},'name':'find'}",
                "{'type':'function','name':'pay','function':{'name':'find'}}",
                "{'type':'function','function':{'name':'pay'},'custom':{'name':'find'}}",
                "{'type':'custom','function':{'name':'find'},'custom':{'name':'pay'}}",
                "{'type':'function','function':{'name':'pay','name':'find'}}",
                "{'type':'function','function':{'name':'pay'},'function':{'name':'find'}}"
            })
    void aToolOfSeveralNamesIsRefusedByTheOneThatTheRouteDoesNotHave(String tool) {
        var route = Releases.release(Sampling.CALLERS, null, null, Set.of("find", "book"))
                .route();
        assertThat(RouteRules.check(Releases.chat("{'model':'m','messages':[],'tools':[" + tool + "]}"), route))
                .isEqualTo(new Refusal.InvalidField(
                        "tools[0]", "tools[0] is 'pay', expected one of the tools of route 'support': book, find."));
    }

    @Test
    void namesThatCallersMadeUpAreShownInShort() {
        String endless = "x".repeat(5_000);
        var route =
                Releases.release(Sampling.CALLERS, null, null, Set.of("find")).route();
        Refusal tool = RouteRules.check(
                Releases.messages("{'model':'m','messages':[],'tools':[{'name':'" + endless + "'}]}"), route);
        assertThat(tool)
                .isEqualTo(new Refusal.InvalidField(
                        "tools[0]",
                        "tools[0] is '" + "x".repeat(64)
                                + "...', expected one of the tools of route 'support': find."));
        Refusal twice = Releases.refusal(CallerRequest.read(
                Endpoint.CHAT_COMPLETIONS, Releases.body("{'" + endless + "':1,'" + endless + "':2}")));
        assertThat(twice.message()).endsWith("expected '" + "x".repeat(64) + "...' only once.");
    }
}
