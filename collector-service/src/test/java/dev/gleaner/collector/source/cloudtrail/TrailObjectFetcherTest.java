package dev.gleaner.collector.source.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.cloudtrail.mapping.TrailConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Only what S3 refuses may become a dead letter: a network that is down would else empty the queue. */
class TrailObjectFetcherTest {

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, true",
        "403, InvalidObjectState, true",
        "404, NoSuchBucket, true",
        "400, KMS.DisabledException, true",
        "403, InvalidAccessKeyId, false",
        "400, ExpiredToken, false",
        "403, RequestTimeTooSkewed, false",
        "429, TooManyRequests, false",
        "503, SlowDown, false",
        "500, InternalError, false"
    })
    void shouldTellARefusalFromATroubleOfOurs(int status, String code, boolean refused) {
        AwsErrorDetails details = AwsErrorDetails.builder().errorCode(code).build();

        assertThat(TrailObjectFetcher.isRefused(S3Exception.builder()
                        .statusCode(status)
                        .awsErrorDetails(details)
                        .build()))
                .isEqualTo(refused);
    }

    @Test
    void shouldNotStartWithAQueueThatMayNameAnyBucket() {
        Map<String, String> queue =
                Map.of("collector.cloudtrail.queue", "https://sqs.eu-west-3.amazonaws.com/123456789012/files");

        assertThatThrownBy(() -> TrailObjectFetcher.of(TrailConfig.of(queue), null))
                .hasMessageContaining("collector.cloudtrail.buckets");
    }

    @Test
    void shouldReadFromTheBucketOfTheTrailWhereNoOtherIsNamed() {
        TrailObjectFetcher objects = TrailObjectFetcher.of(
                TrailConfig.of(Map.of(
                        "collector.cloudtrail.queue", "https://sqs.eu-west-3.amazonaws.com/123456789012/files",
                        "collector.cloudtrail.s3", "s3://trail/AWSLogs/")),
                null);

        assertThat(objects.refusal(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trail", "a.json.gz", "")))
                .isEmpty();
        assertThat(objects.refusal(
                        FileNotificationMessageReader.NotificationParser.AnnouncedObject.of("trails", "a.json.gz", "")))
                .isPresent();
    }

    @Test
    void shouldNotTakeAnUnreachableS3ForARefusal() {
        SdkClientException unreachable = SdkClientException.create("connection refused");

        assertThat(TrailObjectFetcher.isRefused(unreachable)).isFalse();
        assertThat(TrailObjectFetcher.isGone(unreachable)).isFalse();
        assertThat(TrailObjectFetcher.isGone(NoSuchKeyException.builder().build()))
                .isTrue();
    }
}
