package dev.gleaner.collector.source.cloudtrail.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.Bytes;
import dev.gleaner.contracts.Json;
import dev.gleaner.test.SeededTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectViewTest {

    private static final int MUTANTS = 2000;

    /** What breaks JSON, or nearly. */
    private static final String[] SPICES = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "-",
        ".",
        "e",
        "E",
        "+",
        "9",
        "true",
        "null",
        "nul",
        "\\u00e9",
        "\\uD83D",
        "\\x",
        "\u0001",
        "\n",
        "\t",
        " ",
        "\u00e9",
        "\u20ac",
        "\ud83d\ude00",
        "1e5",
        "-0",
        "01",
        "1.",
        "{}",
        "[]",
        "\"\":",
        "x",
        "/"
    };

    /**
     * Whatever happens to a record's bytes: what we take for JSON Jackson does, too, and the other way round; except that
     * Jackson lets some names pass that are no UTF-8.
     */
    @SeededTest(20)
    void shouldTakeForJsonWhatJacksonDoes(long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[]> records = records();
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant(records.get(random.nextInt(records.size())), random);
            JsonObjectView jsonObjectView = view(mutant);
            JsonNode tree = tree(mutant);

            assertThat(isElement(mutant)).isEqualTo(jsonObjectView != null);
            if (jsonObjectView != null || isUtf8(mutant)) {
                assertThat(jsonObjectView != null).as(new String(mutant, UTF_8)).isEqualTo(tree != null);
            }
            if (jsonObjectView != null && tree != null) {
                assertSame(jsonObjectView, tree);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 999, 1000, 1001})
    void shouldGoAsDeepAsJackson(int depth) throws IOException {
        byte[] nested = ("{\"detail\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}").getBytes(UTF_8);
        byte[] json = depth == 1 ? "{}".getBytes(UTF_8) : nested;

        assertThat(view(json) != null).isEqualTo(tree(json) != null);
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1000, 1001, 49_990, 50_001, 50_010})
    void shouldRefuseNamesAndNumbersThatJacksonRefuses(int length) throws IOException {
        byte[] number = ("{\"detail\":" + "1".repeat(length) + "}").getBytes(UTF_8);
        byte[] name = ("{\"" + "n".repeat(length) + "\":1}").getBytes(UTF_8);

        assertThat(view(number) != null).isEqualTo(tree(number) != null);
        assertThat(view(name) != null).isEqualTo(tree(name) != null);
    }

    @Test
    void shouldReadNumbersAsFoundInTrails() {
        assertThat(whole("0")).isZero();
        assertThat(whole("2356.0")).isEqualTo(2356);
        assertThat(whole("2356")).isEqualTo(2356);
        assertThat(whole("1.25e3")).isEqualTo(1250);
        assertThat(whole("12.5")).isEqualTo(12);
        assertThat(whole("123456789012345678")).isEqualTo(123456789012345678L);
        assertThat(whole("99999999999999999999")).isEqualTo(Long.MAX_VALUE);
        assertThat(whole("-1")).isNegative();
        assertThat(whole("\"5\"")).isNegative();
        assertThat(whole("null")).isNegative();
        assertThat(whole("{}")).isNegative();
    }

    @Test
    void shouldTakeTheLastOfMembersOfOneName() {
        JsonObjectView twice = members(
                "{\"awsRegion\":\"us-east-1\",\"awsRegion\":\"us-east-2\",\"eventName\":{},\"eventName\":null}");

        assertThat(twice.text(RecordField.REGION)).isEqualTo("us-east-2");
        assertThat(twice.text(RecordField.NAME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "\"text\"", "{\"sessionContext\":{\"sessionIssuer\":{}}}"})
    void shouldTakeNothingFromInsideTheFirstOfTwoMembersOfOneName(String last) {
        JsonObjectView twice =
                members("{\"userIdentity\":{\"arn\":\"a\",\"sessionContext\":{\"sessionIssuer\":{\"arn\":\"b\"}}},"
                        + "\"userIdentity\":" + last + "}");

        assertThat(twice.text(RecordField.IDENTITY_ARN)).isEmpty();
        assertThat(twice.text(RecordField.SESSION_ISSUER_ARN)).isEmpty();
    }

    @Test
    void shouldFindANameThatIsWrittenWithEscapes() {
        assertThat(members("{\"event\\u004eame\":\"RunInstances\"}").text(RecordField.NAME))
                .isEqualTo("RunInstances");
    }

    @Test
    void shouldFindOnlyWhatIsInItsList() {
        JsonObjectView record = members("{\"userIdentity\":{\"type\":\"IAMUser\",\"accessKeyId\":\"ASIAEXAMPLE\","
                + "\"principalId\":\"AROAEXAMPLE:jane.doe\"},\"type\":\"AwsApiCall\"}");

        assertThat(Stream.of(RecordField.values()).map(record::text).filter(text -> !text.isEmpty()))
                .containsExactly("IAMUser");
    }

    @Test
    void shouldMakeTheSameTextOfTheSameBytesOnce() {
        JsonObjectView one =
                members("{\"awsRegion\":\"us-east-1\",\"eventName\":\"us-east-1\",\"eventSource\":\"us-east-2\"}");
        StringInterner stringInterner = new StringInterner();

        assertThat(one.text(RecordField.REGION, stringInterner))
                .isEqualTo("us-east-1")
                .isSameAs(one.text(RecordField.NAME, stringInterner));
        assertThat(one.text(RecordField.SOURCE, stringInterner)).isEqualTo("us-east-2");
    }

    private static long whole(String number) {
        return members("{\"additionalEventData\":{\"bytesTransferredIn\":" + number + "}}")
                .wholeNumber(RecordField.BYTES_WRITTEN);
    }

    private static JsonObjectView members(String json) {
        JsonObjectView jsonObjectView = view(json.getBytes(UTF_8));
        assertThat(jsonObjectView).isNotNull();
        return jsonObjectView;
    }

    private static boolean isElement(byte[] json) throws IOException {
        byte[] bytes = new byte[json.length + 1];
        System.arraycopy(json, 0, bytes, 1, json.length);
        try (RecordFieldLocator locator = new RecordFieldLocator()) {
            return locator.element(bytes, 1, bytes.length) != null;
        }
    }

    private static @Nullable JsonObjectView view(byte[] json) {
        try (RecordFieldLocator locator = new RecordFieldLocator()) {
            return locator.value(json, 0, json.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertSame(JsonObjectView jsonObjectView, JsonNode tree) {
        StringInterner stringInterner = new StringInterner();
        for (RecordField field : RecordField.values()) {
            JsonNode node = node(tree, field);
            String text = node.isValueNode() && !node.isNull() ? node.asText() : "";
            if (node.isContainerNode()) {
                assertThat(jsonObjectView.tree(field)).isEqualTo(node);
            } else if (!node.isNumber()) {
                assertThat(jsonObjectView.text(field)).isEqualTo(text);
                assertThat(jsonObjectView.text(field, stringInterner)).isEqualTo(text);
            }
        }
    }

    private static JsonNode node(JsonNode record, RecordField field) {
        RecordField parent = field.parent();
        return (parent == null ? record : node(record, parent)).path(field.json());
    }

    private static boolean isUtf8(byte[] bytes) {
        return Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
    }

    /** The bracket stays: nobody looks at what does not begin with one. */
    private static byte[] mutant(byte[] record, Random random) {
        StringBuilder text = new StringBuilder(new String(record, UTF_8));
        int changes = random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = 1 + random.nextInt(text.length() - 1);
            int until = Math.min(text.length(), at + random.nextInt(3));
            text.replace(at, until, SPICES[random.nextInt(SPICES.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (random.nextInt(4) == 0) {
            bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** As Jackson reads the first value; null if it can't. */
    private static @Nullable JsonNode tree(byte[] json) {
        try (JsonParser parser = Json.mapper().getFactory().createParser(json)) {
            JsonToken first = parser.nextToken();
            return first == null ? null : parser.readValueAsTree();
        } catch (IOException e) {
            return null;
        }
    }

    private static List<byte[]> records() throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (String file : List.of("storage-access.json", "run-instances.json", "storage.json")) {
            for (JsonNode record : Json.mapper()
                    .readTree(Bytes.ofResource("cloudtrail/" + file))
                    .path("Records")) {
                records.add(Json.mapper().writeValueAsBytes(record));
                records.add(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
            }
        }
        return records;
    }
}
