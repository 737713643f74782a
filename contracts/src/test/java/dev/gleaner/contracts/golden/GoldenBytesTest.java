package dev.gleaner.contracts.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was written yesterday can be read tomorrow: the bytes of each form are pinned. */
class GoldenBytesTest {

    static Stream<String> signals() {
        return Golden.signals().keySet().stream();
    }

    static Stream<String> documents() {
        return Golden.documents().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("signals")
    void shouldWriteSignalsAsEver(String kind) throws InvalidProtocolBufferException {
        Signal signal = Golden.signals().get(kind);

        byte[] bytes = SignalCodec.encode(signal);

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(resource(kind + ".hex"));
        assertThat(SignalCodec.decode(bytes)).isEqualTo(signal);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void shouldWriteDocumentsAsEver(String form) {
        Object document = Golden.documents().get(form);

        assertThat(Json.text(document)).isEqualTo(resource(form + ".json"));
        assertThat(Json.read(resource(form + ".json"), document.getClass())).isEqualTo(document);
    }

    @Test
    void shouldPinEveryKindAndEveryFieldOfIt() {
        assertThat(Golden.signals().values().stream()
                        .map(signal -> signal.getBodyCase().name())
                        .distinct())
                .containsExactlyElementsOf(Stream.of(Signal.BodyCase.values())
                        .filter(kind -> kind != Signal.BodyCase.BODY_NOT_SET)
                        .map(Enum::name)
                        .toList());
        assertThat(Golden.signals().values().stream()
                        .collect(Collectors.groupingBy(GoldenBytesTest::body))
                        .entrySet())
                .allSatisfy(kind -> assertThat(kind.getValue())
                        .as(kind.getKey().getName())
                        .anyMatch(signal -> Golden.isWhole((Message) signal.getField(kind.getKey()))));
    }

    private static Descriptors.FieldDescriptor body(Signal signal) {
        return signal.getAllFields().keySet().stream()
                .filter(field -> field.getContainingOneof() != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldIgnoreWhatALaterVersionAdds() {
        String later = resource("decision.json").replace("{\"decision\"", "{\"later\":{\"x\":1},\"decision\"");

        assertThat(Json.read(later, dev.gleaner.contracts.audit.Decision.class))
                .isEqualTo(Golden.documents().get("decision"));
    }

    private static String resource(String name) {
        try (InputStream stream = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(stream).as("src/test/resources/golden/" + name).isNotNull();
            return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
