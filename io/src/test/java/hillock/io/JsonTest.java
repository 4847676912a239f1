package hillock.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void printsAndParses() throws FormatException {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put("z", Json.of(1L << 60));
        members.put("a", Json.of(List.of(Json.of(0.1), Json.of(true), new Json.Nothing(), Json.of(1e300))));
        members.put("é\n\"", Json.of("\uD83D\uDE00/\\"));
        Json json = Json.of(members);
        String text = "{\"z\":1152921504606846976,\"a\":[0.1,true,null,1.0E300],\"é\\n\\\"\":\"\uD83D\uDE00/\\\\\"}";
        assertThat(json.print()).isEqualTo(text);
        assertThat(Json.parse(text, "here")).isEqualTo(json);
        assertThat(Json.of(Double.NaN).print()).isEqualTo("null");
    }

    @Test
    void messagesNameThePlace() {
        assertThatThrownBy(() -> Json.parse("{\"a\":1,}", "history"))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("history, character 7: Unexpected character ('}'");
        assertThatThrownBy(() -> Json.parse("", "history"))
                .isInstanceOf(FormatException.class)
                .hasMessage("history, character 0: the text ends here, too early");
        assertThatThrownBy(() -> Json.parse("[1] [", "history"))
                .isInstanceOf(FormatException.class)
                .hasMessage("history, character 4: more text after the end of the value");
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000), "history"))
                .isInstanceOf(FormatException.class)
                .hasMessage("history, character 101: Document nesting depth (101) exceeds the maximum allowed (100)");
    }

    @Test
    void whatHasNoTextIsRefused() {
        Json deep = Json.of(1);
        for (int i = 0; i < 1000; i++) {
            deep = Json.of(List.of(deep));
        }
        Json nested = deep;
        assertThatThrownBy(nested::print).isInstanceOf(IllegalArgumentException.class);
    }
}
