package dev.gleaner.systemtests.flood;

import dev.gleaner.contracts.resource.Arn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Responses in the query protocol of EC2 and CloudWatch. */
final class FloodAwsResponses {

    /** A response to DescribeSessions of Systems Manager. */
    static final String NO_SESSIONS = "{\"Sessions\":[]}";

    private static final int HOURS = 25;

    /** Age of the newest five minutes. */
    private static final Duration NEWEST = Duration.ofMinutes(7);

    private FloodAwsResponses() {}

    /** A response to AssumeRole: credentials for an hour. */
    static String credentials(Instant now) {
        return "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>"
                + "<AccessKeyId>flood</AccessKeyId><SecretAccessKey>flood</SecretAccessKey>"
                + "<SessionToken>flood</SessionToken><Expiration>" + now.plus(Duration.ofHours(1))
                + "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
    }

    /** A response to DescribeInstances. */
    static String instances(Collection<Arn> instances, Collection<String> stopped) {
        return "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>flood</requestId>"
                + "<reservationSet>"
                + instances.stream()
                        .map(arn -> instance(arn, stopped.contains(arn.id())))
                        .collect(Collectors.joining())
                + "</reservationSet></DescribeInstancesResponse>";
    }

    private static String instance(Arn arn, boolean stopped) {
        String id = arn.id();
        String state = stopped ? "<code>80</code><name>stopped</name>" : "<code>16</code><name>running</name>";
        return "<item><reservationId>r-" + id.substring(2) + "</reservationId><ownerId>" + arn.account()
                + "</ownerId><instancesSet><item><instanceId>" + id + "</instanceId><instanceState>" + state
                + "</instanceState><instanceType>m5.xlarge</instanceType>"
                + "<launchTime>2026-01-01T00:00:00.000Z</launchTime><rootDeviceType>ebs</rootDeviceType>"
                + "<blockDeviceMapping/><tagSet><item><key>environment</key><value>dev</value></item></tagSet>"
                + "</item></instancesSet></item>";
    }

    /** A response to DescribeInstanceTypes. */
    static String instanceTypes() {
        return "<DescribeInstanceTypesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                + "<requestId>flood</requestId><instanceTypeSet><item><instanceType>m5.xlarge</instanceType>"
                + "<instanceStorageSupported>false</instanceStorageSupported></item></instanceTypeSet>"
                + "</DescribeInstanceTypesResponse>";
    }

    /** A response to DescribeInstanceAttribute: no termination protection. */
    static String unprotected() {
        return "<DescribeInstanceAttributeResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                + "<requestId>flood</requestId><disableApiTermination><value>false</value></disableApiTermination>"
                + "</DescribeInstanceAttributeResponse>";
    }

    /** A response to StopInstances. */
    static String stopping(String id) {
        return "<StopInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>flood</requestId>"
                + "<instancesSet><item><instanceId>" + id + "</instanceId>"
                + "<currentState><code>64</code><name>stopping</name></currentState>"
                + "<previousState><code>16</code><name>running</name></previousState>"
                + "</item></instancesSet></StopInstancesResponse>";
    }

    /** A response to GetMetricData: the instance has been idle for a day. */
    static String idle(Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        String times = Stream.concat(
                        IntStream.range(0, HOURS).mapToObj(back -> hour.minus(Duration.ofHours(back))),
                        Stream.of(now.truncatedTo(ChronoUnit.SECONDS).minus(NEWEST)))
                .map(at -> "<member>" + at + "</member>")
                .collect(Collectors.joining());
        String values = "<member>1.5</member>".repeat(HOURS + 1);
        String results = Stream.of("mean", "maximum", "in", "out", "use0")
                .map(id -> "<member><Id>" + id + "</Id><Label>" + id + "</Label><Timestamps>" + times
                        + "</Timestamps><Values>" + values + "</Values><StatusCode>Complete</StatusCode></member>")
                .collect(Collectors.joining());
        return "<GetMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><GetMetricDataResult>"
                + "<MetricDataResults>" + results + "</MetricDataResults></GetMetricDataResult><ResponseMetadata>"
                + "<RequestId>flood</RequestId></ResponseMetadata></GetMetricDataResponse>";
    }

    /** An error response of EC2. */
    static String error(String code) {
        return "<Response><Errors><Error><Code>" + code + "</Code><Message>flood</Message></Error></Errors>"
                + "<RequestID>flood</RequestID></Response>";
    }
}
