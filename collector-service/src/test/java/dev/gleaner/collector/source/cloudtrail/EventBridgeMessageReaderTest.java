package dev.gleaner.collector.source.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.mapping.ParsedTrailBatch;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.source.cloudtrail.mapping.TrailReader;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

class EventBridgeMessageReaderTest {

    private static final String EVENT =
            new String(Bytes.ofResource("cloudtrail/start-instances-eventbridge.json"), UTF_8);

    private final EventBridgeQueueSource.MessageReader messages = new EventBridgeQueueSource.MessageReader(
            "cloudtrail-eventbridge",
            new TrailReader(new TrailParser(Trail.LIMIT), new NetworkLocator()),
            Clock.fixed(Trail.NOW, ZoneOffset.UTC));

    /**
     * Two ways, one event: whoever reads the signals counts it once, by its id (panther-labs/panther#242,
     * mozilla-services/foxsec-pipeline#496).
     */
    @Test
    void shouldGiveAnEventTheSameIdAndResourceByEventBridgeAndByFile() throws Exception {
        Object detail = Json.mapper().readTree(EVENT).path("detail");
        byte[] file = Bytes.gzip(Json.bytes(Map.of("Records", List.of(detail))));

        Signal byEventBridge = single(read(EVENT));
        Signal byFile = single(Trail.reading(file, "file.json.gz"));

        assertThat(byEventBridge.getResource())
                .isEqualTo(byFile.getResource())
                .isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/i-0aaaaaaaaaaaaaaa3");
        assertThat(byEventBridge.getChanged()).isEqualTo(byFile.getChanged());
        assertThat(byEventBridge.getChanged().getEventId()).isEqualTo("e0000000-0000-4000-8000-000000000004");
        assertThat(byEventBridge.getSource()).isEqualTo("cloudtrail-eventbridge");
        assertThat(byEventBridge.getPlace().getName()).isEqualTo("message-1");
    }

    @Test
    void shouldCountWhatIsNoRecordOfATrail() {
        ParsedTrailBatch parsedTrailBatch = read(
                "{\"detail-type\":\"EC2 Instance State-change Notification\",\"source\":\"aws.ec2\",\"detail\":{\"state\":\"x\"}}");

        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.deadLetters()).isEmpty();
        assertThat(parsedTrailBatch.skipped()).containsEntry("not-cloudtrail", 1);
    }

    /** Sources that begin with {@code aws.} are refused by PutEvents: any other may be anybody's word. */
    @ParameterizedTest
    @ValueSource(strings = {"my.app", "awsome.app", "aws", ""})
    void shouldSkipAnEventThatDoesNotComeFromAws(String source) {
        ParsedTrailBatch parsedTrailBatch =
                read(EVENT.replace("\"source\":\"aws.ec2\"", "\"source\":\"" + source + "\""));

        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.skipped()).containsExactly(Map.entry("not from aws", 1));
    }

    @Test
    void shouldSkipAnEventThatTellsOfAnotherAccountThanItsOwn() {
        ParsedTrailBatch parsedTrailBatch = read(
                EVENT.replace("\"recipientAccountId\":\"111122223333\"", "\"recipientAccountId\":\"444455556666\""));

        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.skipped()).containsExactly(Map.entry("of another account", 1));
    }

    @Test
    void shouldMakeADeadLetterOfWhatIsNoJson() {
        assertThat(read("hello").deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.place()).isEqualTo("message-1"));
    }

    private ParsedTrailBatch read(String body) {
        ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        assertThat(messages.read(
                        Message.builder().messageId("message-1").body(body).build(), parsedTrailBatch))
                .isTrue();
        return parsedTrailBatch;
    }

    private static Signal single(ParsedTrailBatch parsedTrailBatch) {
        assertThat(parsedTrailBatch.signals()).hasSize(1);
        return parsedTrailBatch.signals().get(0);
    }
}
