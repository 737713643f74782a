package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.reachability.AwsReachability;
import dev.gleaner.contracts.resource.Arn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is called by the credentials of one account in the belief that it is another. */
class AccountsTest {

    private static final String OTHER = "210987654321";
    private static final String VOLUMES = "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId>"
            + "<status>available</status><size>100</size></item></volumeSet></DescribeVolumesResponse>";

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    @ParameterizedTest
    @ValueSource(strings = {"volume/vol-1", "elastic-ip/eipalloc-1", "instance/i-1"})
    void shouldNotLookForAResourceOfAnAccountWithoutARoleByOurOwnCredentials(String resource) {
        aws.answer("DescribeVolumes", 200, VOLUMES);
        Arn arn = Arn.parse("arn:aws:ec2:us-east-1:" + OTHER + ":" + resource);

        assertThatThrownBy(() -> aws.on(() -> resources().describe(arn, OTHER, "us-east-1")))
                .satisfies(failure -> {
                    AwsError awsError = AwsError.of(failure);
                    assertThat(awsError.kind()).isEqualTo(AwsError.Kind.DENIED);
                    assertThat(awsError.text())
                            .contains(
                                    "of account " + AnsweringAws.ACCOUNT,
                                    "actuator.aws.accounts.\"" + OTHER + "\".role");
                });
        assertThat(aws.agents()).isEmpty();
    }

    @Test
    void shouldLookForAResourceOfOurOwnAccount() {
        aws.answer("DescribeVolumes", 200, VOLUMES);
        aws.answer("DescribeSnapshots", 200, "<DescribeSnapshotsResponse><snapshotSet/></DescribeSnapshotsResponse>");
        Arn arn = Arn.parse("arn:aws:ec2:us-east-1:" + AnsweringAws.ACCOUNT + ":volume/vol-1");

        assertThat(aws.on(() -> resources().describe(arn, "", ""))).isPresent();
    }

    @Test
    void shouldSayWithEachCallWhoseBucketItHasToBe() {
        aws.answerOthers(500);
        Arn bucket = Arn.bucket("models");
        S3Bucket.Client bucketClient = new S3Bucket.Client(aws.clients());
        S3Bucket planned = new S3Bucket("", "us-east-1", Map.of(), null, BucketLifecycle.NONE);

        assertThatThrownBy(() -> aws.on(() -> bucketClient.describeIn(bucket, AnsweringAws.ACCOUNT, "us-east-1")));
        assertThatThrownBy(() -> aws.on(() -> bucketClient.replaceLifecycle(bucket, planned, BucketLifecycle.NONE)));

        assertThat(aws.bucketOwners()).hasSizeGreaterThan(1).containsOnly(AnsweringAws.ACCOUNT);
    }

    @Test
    void shouldNotLookForABucketOfAnAccountWithoutARole() {
        S3Bucket.Client bucketClient = new S3Bucket.Client(aws.clients());

        assertThatThrownBy(() -> aws.on(() -> bucketClient.describeIn(Arn.bucket("models"), OTHER, "us-east-1")))
                .hasMessageContaining(OTHER);
        assertThat(aws.bucketOwners()).isEmpty();
    }

    @Test
    void shouldTakeNoRoleOfAnotherAccountThanTheOneItIsConfiguredFor() {
        ActuatorAwsConfig config = new SmallRyeConfigBuilder()
                .withMapping(ActuatorAwsConfig.class)
                .withDefaultValue("actuator.aws.call-timeout", "PT1S")
                .withDefaultValue(
                        "actuator.aws.accounts.\"" + OTHER + "\".role", "arn:aws:iam::123456789012:role/gleaner-actor")
                .withConverter(Duration.class, 100, Duration::parse)
                .build()
                .getConfigMapping(ActuatorAwsConfig.class);

        assertThatThrownBy(() -> new ActuatorAwsClients(config, new AwsReachability(new SimpleMeterRegistry())))
                .hasMessageContaining("is not the ARN of a role of account " + OTHER);
    }

    private ResourceDescriber resources() {
        return new ResourceDescriber(aws.clients());
    }
}
