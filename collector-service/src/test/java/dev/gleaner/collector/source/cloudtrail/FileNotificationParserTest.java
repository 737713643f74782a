package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNotificationParserTest {

    private static final String KEY = "logs/AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/01/a.json.gz";

    @Test
    void shouldReadWhatS3Announces() {
        assertThat(FileNotificationMessageReader.NotificationParser.objects(Notices.created("trail", KEY, "b.json")))
                .contains(List.of(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", KEY, "abc"),
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", "b.json", "abc")));
    }

    @Test
    void shouldReadWhatSnsPassesOn() {
        assertThat(FileNotificationMessageReader.NotificationParser.objects(
                        Notices.bySns(Notices.created("trail", KEY))))
                .contains(List.of(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", KEY, "abc")));
    }

    @Test
    void shouldReadWhatCloudTrailTellsItsTopic() {
        String notice = "{\"s3Bucket\":\"trail\",\"s3ObjectKey\":[\"" + KEY + "\",\"a+b.json\"]}";

        assertThat(FileNotificationMessageReader.NotificationParser.objects(Notices.bySns(notice)))
                .contains(List.of(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", KEY, ""),
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", "a+b.json", "")));
    }

    @Test
    void shouldDecodeKeys() {
        String key = "my logs/ü+1/a.json.gz";

        assertThat(Notices.created("trail", key)).contains("my+logs/%C3%BC%2B1/a.json.gz".replace("/", "%2F"));
        assertThat(FileNotificationMessageReader.NotificationParser.objects(Notices.created("trail", key)))
                .contains(List.of(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", key, "abc")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-03-01T10:00:00Z\",\"Bucket\":\"trail\"}",
                "{\"Type\":\"Notification\",\"Message\":\"{\\\"Service\\\":\\\"Amazon S3\\\",\\\"Event\\\":\\\"s3:TestEvent\\\"}\"}"
            })
    void shouldTakeATestForNoObject(String message) {
        assertThat(FileNotificationMessageReader.NotificationParser.objects(message))
                .contains(List.of());
    }

    @Test
    void shouldNotAskForWhatWasRemoved() {
        assertThat(FileNotificationMessageReader.NotificationParser.objects(
                        Notices.of("ObjectRemoved:Delete", "trail", KEY)))
                .contains(List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CloudTrail validation message.",
                "{",
                "[]",
                "7",
                "{\"Records\":[]}",
                "{\"Records\":[{\"eventName\":\"RunInstances\"}]}",
                "{\"Records\":[{\"s3\":{\"bucket\":{\"name\":\"trail\"},\"object\":{}}}]}",
                "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\"trail\"},"
                        + "\"object\":{\"key\":\"%zz\"}}}]}",
                "{\"Type\":\"Notification\",\"Message\":\"hello\"}",
                "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"{}\"}"
            })
    void shouldKnowWhatAnnouncesNothing(String message) {
        assertThat(FileNotificationMessageReader.NotificationParser.objects(message))
                .isEmpty();
    }
}
