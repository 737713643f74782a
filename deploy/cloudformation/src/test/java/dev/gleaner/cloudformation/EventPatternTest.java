package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.audit.CloudTrailEcho;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Ruler;

/** Checks by EventBridge's own matcher which records the rule forwards. */
class EventPatternTest {

    private static final String ANYBODY = "aws-cli/2.30.0";

    private final String pattern = new Stack(Template.read(), Given.everything())
            .properties("EventsRule")
            .path("EventPattern")
            .toString();

    @Test
    void shouldBeAPatternThatEventBridgeTakes() {
        assertThat(JsonRuleCompiler.check(pattern)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS API Call via CloudTrail, ec2.amazonaws.com, RunInstances",
        "AWS API Call via CloudTrail, s3.amazonaws.com, PutBucketLifecycle",
        "AWS Service Event via CloudTrail, ec2.amazonaws.com, BidEvictedEvent"
    })
    void shouldLetThroughWhatIsRead(String type, String source, String name) throws Exception {
        assertThat(matches(type, source, name, ANYBODY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS API Call via CloudTrail, ec2.amazonaws.com, DescribeInstances",
        "AWS API Call via CloudTrail, s3.amazonaws.com, PutObject",
        "AWS API Call via CloudTrail, kms.amazonaws.com, CreateTags",
        "EC2 Instance State-change Notification, ec2.amazonaws.com, RunInstances"
    })
    void shouldKeepBackWhatNobodyReads(String type, String source, String name) throws Exception {
        assertThat(matches(type, source, name, ANYBODY)).isFalse();
    }

    @Test
    void shouldLetThroughWhateverTheActuatorCalls() throws Exception {
        assertThat(called("logs.amazonaws.com", "PutRetentionPolicy", CloudTrailEcho.MARK + " aws-sdk-java/2.40.2"))
                .isTrue();
        assertThat(called("s3.amazonaws.com", "PutBucketTagging", "[" + CloudTrailEcho.MARK + " aws-sdk-java/2.40.2]"))
                .isTrue();
        assertThat(called("logs.amazonaws.com", "PutRetentionPolicy", ANYBODY)).isFalse();
    }

    /** A caller of PutEvents chooses everything except a source of AWS. */
    @ParameterizedTest
    @ValueSource(strings = {"my.app", "awsome.app", "custom.aws.ec2"})
    void shouldKeepBackWhatAnybodyCouldHaveWritten(String sender) throws Exception {
        String event = event("AWS API Call via CloudTrail", "ec2.amazonaws.com", "CreateTags", CloudTrailEcho.MARK);

        assertThat(Ruler.matchesRule(event, pattern)).isTrue();
        assertThat(Ruler.matchesRule(event.replace("\"aws.ec2\"", "\"" + sender + "\""), pattern))
                .isFalse();
    }

    private boolean called(String source, String name, String agent) throws Exception {
        return matches("AWS API Call via CloudTrail", source, name, agent);
    }

    private boolean matches(String type, String source, String name, String agent) throws Exception {
        return Ruler.matchesRule(event(type, source, name, agent), pattern);
    }

    private static String event(String type, String source, String name, String agent) {
        String event = "{\"version\":\"0\",\"detail-type\":\"%s\",\"source\":\"aws.%s\",\"account\":\"123456789012\","
                + "\"region\":\"eu-west-3\",\"resources\":[],\"detail\":{\"eventVersion\":\"1.10\","
                + "\"eventSource\":\"%s\",\"eventName\":\"%s\",\"userAgent\":\"%s\"}}";
        return event.formatted(type, source.substring(0, source.indexOf('.')), source, name, agent);
    }
}
