package dev.gleaner.collector.source.cloudtrail.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailReaderTest {

    private static final Instant AHEAD = Trail.NOW.plus(Duration.ofMinutes(10));

    private static final String TAGGING =
            "{\"eventVersion\":\"1.08\",\"eventTime\":\"%s\",\"eventSource\":\"ec2.amazonaws.com\",\"eventName\":\"CreateTags\","
                    + "\"awsRegion\":\"us-east-1\",\"userAgent\":\"%s\",\"requestID\":\"r-1\",\"eventID\":\"e-1\","
                    + "\"requestParameters\":{\"resourcesSet\":{\"items\":[{\"resourceId\":\"i-0aaaaaaaaaaaaaaa1\"}]},"
                    + "\"tagSet\":{\"items\":[{\"key\":\"environment\",\"value\":\"dev\"}]}},"
                    + "\"recipientAccountId\":\"111122223333\"}";

    private static final String READING =
            "{\"eventVersion\":\"1.08\",\"eventTime\":\"%s\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\","
                    + "\"awsRegion\":\"us-east-1\",\"userAgent\":\"%s\",\"requestID\":\"r-1\",\"eventID\":\"e-1\","
                    + "\"requestParameters\":{\"bucketName\":\"training-data\",\"key\":\"a/b\"},"
                    + "\"additionalEventData\":{\"bytesTransferredOut\":7},\"recipientAccountId\":\"111122223333\"}";

    /** Else it would tell what holds in hours that nobody has seen. */
    @ParameterizedTest
    @ValueSource(strings = {TAGGING, READING})
    void shouldMakeADeadLetterOfACallThatLiesAheadOfTheClock(String record) {
        ParsedTrailBatch parsedTrailBatch = read(record, AHEAD.plusSeconds(1), CloudTrailEcho.MARK);

        assertThat(parsedTrailBatch.signals()).isEmpty();
        assertThat(parsedTrailBatch.echoes()).isEmpty();
        assertThat(parsedTrailBatch.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("file.json");
            assertThat(letter.offset()).isZero();
            assertThat(letter.reason()).contains("ahead of this clock");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {TAGGING, READING})
    void shouldTakeACallOfAClockThatIsALittleFast(String record) {
        ParsedTrailBatch parsedTrailBatch = read(record, AHEAD, CloudTrailEcho.MARK);

        assertThat(parsedTrailBatch.signals()).hasSize(1);
        assertThat(parsedTrailBatch.echoes()).hasSize(1);
        assertThat(parsedTrailBatch.deadLetters()).isEmpty();
    }

    @Test
    void shouldCountAndNotKeepWhatNobodyReadsWhateverItsTime() {
        ParsedTrailBatch parsedTrailBatch =
                read(TAGGING.replace("CreateTags", "DescribeTags"), AHEAD.plusSeconds(1), "aws-cli");

        assertThat(parsedTrailBatch.deadLetters()).isEmpty();
        assertThat(parsedTrailBatch.skipped()).containsEntry("not-read", 1);
    }

    /** Else a file of nothing that can be used looks like a file that was read. */
    @Test
    void shouldTellOnceAFileWhatOfItCanNotBeUsedAndWhere() {
        String good = String.format(TAGGING, Trail.NOW, "aws-cli");
        String nobodys = good.replace("recipientAccountId", "nobody");
        String file = "[" + good + ",{\"a\":1}," + nobodys + "," + nobodys + "]";

        ParsedTrailBatch parsedTrailBatch = Trail.reading(file.getBytes(UTF_8), "file.json");

        assertThat(parsedTrailBatch.signals()).hasSize(1);
        assertThat(parsedTrailBatch.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("file.json");
            assertThat(letter.offset()).isEqualTo(1);
            assertThat(letter.reason()).contains("3 entries", "not-cloudtrail");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "a.json.gz", "a.jsonl", "a.jsonl.gz"})
    void shouldOpenWhatHoldsRecords(String name) {
        assertThat(new TrailFileName(StoredFile.of(name, "")).isLog()).isTrue();
    }

    private static ParsedTrailBatch read(String record, Instant time, String agent) {
        return Trail.reading(String.format(record, time, agent).getBytes(UTF_8), "file.json");
    }
}
