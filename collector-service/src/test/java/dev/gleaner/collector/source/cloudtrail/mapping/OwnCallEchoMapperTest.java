package dev.gleaner.collector.source.cloudtrail.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.audit.CloudTrailEcho;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnCallEchoMapperTest {

    private static final String AGENT = "gleaner/actuator aws-sdk-java/2.40.2 ua/2.1 os/Linux lang/java#17.0.9";
    private static final String STOP = """
            {"Records":[{"eventVersion":"1.10","userIdentity":{"type":"AssumedRole","accountId":"111122223333"},
            "eventTime":"2026-03-01T10:00:05Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances",
            "awsRegion":"eu-west-3","sourceIPAddress":"203.0.113.7","userAgent":"AGENT",
            "requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0aaaaaaaaaaaaaaa1"}]},"force":false},
            "responseElements":null,"requestID":"req-1","eventID":"event-1","readOnly":false,
            "eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333"}]}""";

    @Test
    void shouldTellOfACallOfOurs() {
        assertThat(echoes(marked(STOP)))
                .containsExactly(new CloudTrailEcho(
                        "req-1",
                        "event-1",
                        "StopInstances",
                        Instant.parse("2026-03-01T10:00:05Z"),
                        "111122223333",
                        "eu-west-3",
                        "arn:aws:ec2:eu-west-3:111122223333:instance/i-0aaaaaaaaaaaaaaa1",
                        null,
                        false));
    }

    @Test
    void shouldStillReadTheCallAsAChange() {
        String answered = marked(STOP)
                .replace(
                        "\"responseElements\":null",
                        "\"responseElements\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-0aaaaaaaaaaaaaaa1\"}]}}");

        assertThat(Trail.reading(bytes(answered), "file").signals()).hasSize(1);
    }

    /** S3 writes the user agent in brackets, EC2 without: as both are recorded. */
    @ParameterizedTest
    @CsvSource({"[gleaner/actuator aws-sdk-java/2.40.2],1", "aws-sdk-java/2.40.2,0", "'',0", "aws-cli/2.15.0,0"})
    void shouldKnowOurCallsByTheirMark(String agent, int echoes) {
        assertThat(echoes(STOP.replace("AGENT", agent))).hasSize(echoes);
    }

    @Test
    void shouldTellOfACallThatWasRefused() {
        String refused =
                marked(STOP).replace("\"readOnly\"", "\"errorCode\":\"Client.UnauthorizedOperation\",\"readOnly\"");

        assertThat(echoes(refused))
                .singleElement()
                .satisfies(echo -> assertThat(echo.errorCode()).isEqualTo("Client.UnauthorizedOperation"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"readOnly\":true,', StopInstances, true",
        "'\"readOnly\":false,', DescribeInstances, false",
        "'', DescribeInstances, true",
        "'', GetBucketLifecycle, true",
        "'', PutBucketLifecycle, false",
        "'', StopInstances, false"
    })
    void shouldTellReadingFromChanging(String readOnly, String name, boolean expected) {
        String record = marked(STOP).replace("\"readOnly\":false,", readOnly).replace("StopInstances", name);

        assertThat(echoes(record))
                .singleElement()
                .satisfies(echo -> assertThat(echo.readOnly()).isEqualTo(expected));
    }

    @Test
    void shouldKeepTheNewestReadingOfARegionAndEveryChange() {
        ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        String read = marked(STOP).replace("\"readOnly\":false", "\"readOnly\":true");
        for (String minute : new String[] {"03", "09", "05"}) {
            parsedTrailBatch.add(only(read.replace("10:00:05Z", "10:" + minute + ":05Z")));
            parsedTrailBatch.add(only(marked(STOP).replace("event-1", "event-" + minute)));
        }

        assertThat(parsedTrailBatch.echoes()).hasSize(4);
        assertThat(parsedTrailBatch.echoes())
                .filteredOn(CloudTrailEcho::readOnly)
                .extracting(CloudTrailEcho::eventTime)
                .containsExactly(Instant.parse("2026-03-01T10:09:05Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"bucketName\":\"models\"}|arn:aws:s3:::models",
                "{\"CreateVpcEndpointRequest\":{\"VpcId\":\"vpc-1\"}}|arn:aws:ec2:eu-west-3:111122223333:vpc/vpc-1",
                "{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"},{\"instanceId\":\"i-2\"}]}}|",
                "null|"
            })
    void shouldTellTheOneResource(String request, String resource) {
        String record = marked(STOP)
                .replace(
                        "{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-0aaaaaaaaaaaaaaa1\"}]},\"force\":false}",
                        request);

        assertThat(only(record).resource()).isEqualTo(resource);
    }

    private static CloudTrailEcho only(String trail) {
        return echoes(trail).iterator().next();
    }

    private static Iterable<CloudTrailEcho> echoes(String trail) {
        return Trail.reading(bytes(trail), "file").echoes();
    }

    private static byte[] bytes(String trail) {
        return trail.getBytes(StandardCharsets.UTF_8);
    }

    private static String marked(String trail) {
        return trail.replace("AGENT", AGENT);
    }
}
