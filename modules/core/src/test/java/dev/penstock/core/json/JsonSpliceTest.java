package dev.penstock.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonSpliceTest {
    @Test
    void leavesTheBytesAloneWhenNothingChanges() {
        JsonObjectIndex source = index("{ \"a\" : 1 }");
        assertThat(new JsonSplice(source).bytes()).isSameAs(source.bytes());
    }

    @Test
    void replacesAddsAndRemoves() {
        JsonSplice splice = new JsonSplice(index("{\"model\": \"m\",\"a\" : [1, 2 ] ,\"b\":2,\"c\":3}"));
        splice.set("model", "\"other\"".getBytes(UTF_8));
        splice.set("temperature", "0.5".getBytes(UTF_8));
        splice.remove("b");
        splice.remove("absent");
        assertThat(text(splice)).isEqualTo("{\"temperature\":0.5,\"model\": \"other\",\"a\" : [1, 2 ],\"c\":3}");
    }

    @Test
    void removesTheOnlyMember() {
        JsonSplice splice = new JsonSplice(index("{\"a\":1}"));
        splice.remove("a");
        assertThat(text(splice)).isEqualTo("{}");
    }

    @Test
    void wrapsAPieceOfTheSource() {
        JsonObjectIndex source = index("{\"messages\":[{\"é\":1}],\"z\":0}");
        JsonObjectIndex.Member messages = java.util.Objects.requireNonNull(source.find("messages"));
        JsonSplice splice = new JsonSplice(source);
        splice.wrap("messages", "[0,".getBytes(UTF_8), messages.from() + 1, messages.to(), new byte[0]);
        assertThat(text(splice)).isEqualTo("{\"messages\":[0,{\"é\":1}],\"z\":0}");
    }

    @Test
    void replacesPiecesInsideOfValuesAlsoInWhatIsWrapped() {
        JsonObjectIndex source = index("{\"a\": [\"x\", \"y\", \"z\"],\"b\":{\"c\":null}}");
        JsonSplice splice = new JsonSplice(source);
        splice.replace(31, 35, bytes("0"));
        splice.replace(8, 8, bytes("< "));
        splice.replace(12, 17, bytes(""));
        splice.replace(13, 14, bytes("goes with the piece around it"));
        assertThat(text(splice)).isEqualTo("{\"a\": [\"< x\", \"z\"],\"b\":{\"c\":0}}");
        splice.wrap("a", bytes("[1,"), 7, 20, bytes("]"));
        splice.remove("b");
        assertThat(text(splice)).isEqualTo("{\"a\": [1,\"< x\", \"z\"]}");
    }

    @Test
    void whatIsPutInFrontOfSomethingStandsThereOnceAndGoesWithIt() {
        JsonObjectIndex source = index("{\"a\":[1],\"b\":2}");
        JsonSplice splice = new JsonSplice(source);
        splice.replace(5, 5, bytes(" "));
        splice.replace(6, 6, bytes("0,"));
        splice.replace(7, 7, bytes(",2"));
        assertThat(text(splice)).isEqualTo("{\"a\": [0,1,2],\"b\":2}");
        splice.wrap("a", bytes("["), 6, 7, bytes("]"));
        assertThat(text(splice)).isEqualTo("{\"a\":[0,1],\"b\":2}");
        splice.wrap("a", bytes(""), 5, 8, bytes(""));
        assertThat(text(splice)).isEqualTo("{\"a\": [0,1,2],\"b\":2}");
    }

    @Test
    void refusesAMemberThatStandsThereTwiceHoweverItIsWritten() {
        assertThatThrownBy(() -> index("{\"model\":1,\"mod\\u0065l\":2}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("at byte 11 expected 'model' only once");
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> index("[]")).hasMessage("at byte 0 expected an object");
        assertThatThrownBy(() -> index("{} x")).hasMessage("at byte 3 expected the end of the text");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(JsonSplice splice) {
        return new String(splice.bytes(), UTF_8);
    }

    private static JsonObjectIndex index(String text) {
        return new JsonObjectIndex(text.getBytes(UTF_8));
    }
}
