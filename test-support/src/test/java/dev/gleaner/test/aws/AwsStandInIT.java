package dev.gleaner.test.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
