package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.resource.Arn;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is called by the credentials of one account in the belief that it is another. */
class AccountsTest {

    private static final String OTHER = "210987654321";
    private static final String VOLUMES = "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId>"
            + "<status>available</status><size>100</size></item></volumeSet></DescribeVolumesResponse>";

    private final AnsweringAws aws = new AnsweringAws();

    @AfterEach
    void close() {
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"volume/vol-1", "elastic-ip/eipalloc-1", "instance/i-1"})
    void shouldNotLookForAResourceOfAnAccountWithoutARoleByOurOwnCredentials(String resource) {
        aws.answer("DescribeVolumes", 200, VOLUMES);
        Arn arn = Arn.parse("arn:aws:ec2:us-east-1:" + OTHER + ":" + resource);

        assertThatThrownBy(() -> aws.on(() -> resources().describe(arn, OTHER, "us-east-1")))
                .satisfies(failure -> {
                    Fault fault = Fault.of(failure);
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.DENIED);
                    assertThat(fault.text())
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
        Buckets buckets = new Buckets(aws.clients());
        Bucket planned = new Bucket("", "us-east-1", Map.of(), null, Lifecycle.NONE);

        assertThatThrownBy(() -> aws.on(() -> buckets.describe(bucket, AnsweringAws.ACCOUNT, "us-east-1")));
        assertThatThrownBy(() -> aws.on(() -> buckets.replaceLifecycle(bucket, planned, Lifecycle.NONE)));

        assertThat(aws.bucketOwners()).hasSizeGreaterThan(1).containsOnly(AnsweringAws.ACCOUNT);
    }

    @Test
    void shouldNotLookForABucketOfAnAccountWithoutARole() {
        Buckets buckets = new Buckets(aws.clients());

        assertThatThrownBy(() -> aws.on(() -> buckets.describe(Arn.bucket("models"), OTHER, "us-east-1")))
                .hasMessageContaining(OTHER);
        assertThat(aws.bucketOwners()).isEmpty();
    }

    @Test
    void shouldTakeNoRoleOfAnotherAccountThanTheOneItIsConfiguredFor() {
        AwsConfig config = new SmallRyeConfigBuilder()
                .withMapping(AwsConfig.class)
                .withDefaultValue("actuator.aws.call-timeout", "PT1S")
                .withDefaultValue(
                        "actuator.aws.accounts.\"" + OTHER + "\".role", "arn:aws:iam::123456789012:role/gleaner-actor")
                .withConverter(Duration.class, 100, Duration::parse)
                .build()
                .getConfigMapping(AwsConfig.class);

        assertThatThrownBy(() -> new AccountCredentials(config))
                .hasMessageContaining("is not the ARN of a role of account " + OTHER);
    }

    private Resources resources() {
        AwsClients clients = aws.clients();
        return new Resources(
                new Instances(clients, new InstanceTypes(clients)),
                new Buckets(clients),
                new Vpcs(clients),
                new Volumes(clients),
                new Addresses(clients),
                new LogGroups(clients),
                new ScalingGroups(clients));
    }
}
