package dev.gleaner.test.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsAwsStandIn
class AwsStandInIT {

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)</instanceId>");
    private static final Pattern VOLUME = Pattern.compile("<volumeId>(vol-[0-9a-f]+)</volumeId>");
    private static final Pattern SNAPSHOT = Pattern.compile("<snapshotId>(snap-[0-9a-f]+)</snapshotId>");

    @BeforeEach
    void forgetWhatOthersDid() {
        AwsStandIn.reset();
    }

    @Test
    void shouldForgetAllOnReset() throws Exception {
        runInstance();

        AwsStandIn.reset();

        assertThat(ec2("Action=DescribeInstances")).doesNotContain("<instanceId>");
    }

    @Test
    void shouldGiveTheSameIdsForTheSameSeed() throws Exception {
        AwsStandIn.seed(42);
        String first = runInstance();

        AwsStandIn.reset();
        AwsStandIn.seed(42);

        assertThat(runInstance()).isEqualTo(first);
    }

    /** Three days of minutes are read in several parts, and only of the metric that was asked for. */
    @Test
    void shouldReadTheValuesOfAMetricInOrder() throws Exception {
        Instant first = Instant.parse("2026-03-01T00:00:00Z");
        for (int hour = 0; hour < 72; hour++) {
            Instant at = first.plus(Duration.ofHours(hour));
            putMetric("AWS/EC2", "i-1", at, hour);
            putMetric("AWS/EC2", "i-2", at, 1000);
            putMetric("Other", "i-1", at, 2000);
        }

        String ascending = metrics(first, first.plus(Duration.ofHours(72)), "TimestampAscending");
        String descending = metrics(first, first.plus(Duration.ofHours(72)), "TimestampDescending");

        List<Double> hours =
                IntStream.range(0, 72).mapToObj(hour -> (double) hour).toList();
        assertThat(values(ascending)).isEqualTo(hours);
        assertThat(values(descending))
                .isEqualTo(hours.stream().sorted(Comparator.reverseOrder()).toList());
        assertThat(metrics(first.minus(Duration.ofHours(2)), first, "TimestampAscending"))
                .doesNotContain("<Timestamps><member>");
    }

    private static void putMetric(String namespace, String instance, Instant at, int value) throws Exception {
        monitoring("Action=PutMetricData&Namespace=" + namespace.replace("/", "%2F")
                + "&MetricData.member.1.MetricName=CPUUtilization&MetricData.member.1.Value=" + value
                + "&MetricData.member.1.Timestamp=" + at
                + "&MetricData.member.1.Dimensions.member.1.Name=InstanceId"
                + "&MetricData.member.1.Dimensions.member.1.Value=" + instance);
    }

    private static String metrics(Instant from, Instant to, String order) throws Exception {
        String metric = "MetricDataQueries.member.1.MetricStat.Metric.";
        return monitoring("Action=GetMetricData&StartTime=" + from + "&EndTime=" + to
                + "&ScanBy=" + order + "&MetricDataQueries.member.1.Id=q1&" + metric + "Namespace=AWS%2FEC2&" + metric
                + "MetricName=CPUUtilization&" + metric + "Dimensions.member.1.Name=InstanceId&" + metric
                + "Dimensions.member.1.Value=i-1&MetricDataQueries.member.1.MetricStat.Period=60"
                + "&MetricDataQueries.member.1.MetricStat.Stat=Maximum");
    }

    private static List<Double> values(String answer) {
        String values = answer.substring(answer.indexOf("<Values>"), answer.indexOf("</Values>"));
        return Pattern.compile("<member>([0-9.]+)</member>")
                .matcher(values)
                .results()
                .map(found -> Double.valueOf(found.group(1)))
                .toList();
    }

    @Test
    void shouldKeepASnapshotInTheRecycleBinIfARuleAppliesToIt() throws Exception {
        String kept = snapshot("&TagSpecification.1.ResourceType=snapshot&TagSpecification.1.Tag.1.Key=keep"
                + "&TagSpecification.1.Tag.1.Value=yes");
        String lost = snapshot("");
        recycleBin("/rules", """
                {"ResourceType": "EBS_SNAPSHOT",
                 "RetentionPeriod": {"RetentionPeriodUnit": "DAYS", "RetentionPeriodValue": 7},
                 "ResourceTags": [{"ResourceTagKey": "keep", "ResourceTagValue": "yes"}]}""");

        ec2("Action=DeleteSnapshot&SnapshotId=" + kept);
        ec2("Action=DeleteSnapshot&SnapshotId=" + lost);

        assertThat(ec2("Action=ListSnapshotsInRecycleBin")).contains(kept).doesNotContain(lost);
        assertThat(ec2("Action=DescribeSnapshots&SnapshotId.1=" + kept)).contains("InvalidSnapshot.NotFound");

        assertThat(ec2("Action=RestoreSnapshotFromRecycleBin&SnapshotId=" + kept))
                .contains("completed");
        assertThat(ec2("Action=DescribeSnapshots&SnapshotId.1=" + kept)).contains("completed");
        assertThat(ec2("Action=ListSnapshotsInRecycleBin")).doesNotContain(kept);
        assertThat(ec2("Action=RestoreSnapshotFromRecycleBin&SnapshotId=" + lost))
                .contains("InvalidSnapshot.NotFound");
    }

    @Test
    void shouldForgetRulesAndSnapshotsInTheRecycleBinOnReset() throws Exception {
        recycleBin("/rules", """
                {"ResourceType": "EBS_SNAPSHOT",
                 "RetentionPeriod": {"RetentionPeriodUnit": "DAYS", "RetentionPeriodValue": 7}}""");
        String deleted = snapshot("");
        ec2("Action=DeleteSnapshot&SnapshotId=" + deleted);
        assertThat(ec2("Action=ListSnapshotsInRecycleBin")).contains(deleted);

        AwsStandIn.reset();

        assertThat(ec2("Action=ListSnapshotsInRecycleBin")).doesNotContain(deleted);
        assertThat(recycleBin("/list-rules", "{\"ResourceType\": \"EBS_SNAPSHOT\"}"))
                .doesNotContain("Identifier");
    }

    private static String snapshot(String tags) throws Exception {
        String volume = find(VOLUME, ec2("Action=CreateVolume&Size=8&AvailabilityZone=us-east-1a"));
        return find(SNAPSHOT, ec2("Action=CreateSnapshot&VolumeId=" + volume + tags));
    }

    private static String find(Pattern id, String answer) {
        Matcher found = id.matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return found.group(1);
    }

    private static String runInstance() throws Exception {
        return find(
                INSTANCE, ec2("Action=RunInstances&ImageId=ami-12c6146b&MinCount=1&MaxCount=1&InstanceType=t3.micro"));
    }

    private static String ec2(String parameters) throws Exception {
        return call("", "ec2", "application/x-www-form-urlencoded", parameters + "&Version=2016-11-15");
    }

    private static String monitoring(String parameters) throws Exception {
        return call("", "monitoring", "application/x-www-form-urlencoded", parameters + "&Version=2010-08-01");
    }

    private static String recycleBin(String path, String body) throws Exception {
        return call(path, "rbin", "application/json", body);
    }

    private static String call(String path, String service, String contentType, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(AwsStandIn.endpoint() + path))
                .header("Content-Type", contentType)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/" + service
                                + "/aws4_request, SignedHeaders=host, Signature=0")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
