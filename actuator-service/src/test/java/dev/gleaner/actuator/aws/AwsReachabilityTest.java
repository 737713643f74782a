package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.reachability.AwsReachability;
import dev.gleaner.actuator.aws.reachability.UnreachableService;
import dev.gleaner.contracts.resource.Arn;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** What the calls of the real SDK tell of whether AWS can be reached. */
class AwsReachabilityTest {

    private static final Arn INSTANCE =
            Arn.parse("arn:aws:ec2:us-east-1:" + AnsweringAws.ACCOUNT + ":instance/i-0123456789abcdef0");

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    @Test
    void shouldNameWhatDoesNotAnswerUntilItDoes() {
        Ec2AsyncClient client = aws.clients().ec2(INSTANCE);
        aws.beSilent(true);
        assertThatThrownBy(() -> client.describeInstances().join()).hasRootCauseInstanceOf(IOException.class);

        List<UnreachableService> first = aws.reachability().unreachable();
        assertThat(first).singleElement().satisfies(one -> {
            assertThat(one.service()).isEqualTo("Ec2");
            assertThat(one.account()).isEqualTo(AnsweringAws.ACCOUNT);
            assertThat(one.region()).isEqualTo("us-east-1");
            assertThat(one.error()).isNotEmpty();
        });
        assertThatThrownBy(() -> client.describeInstances().join()).isNotNull();
        assertThat(aws.reachability().unreachable()).singleElement().satisfies(one -> {
            assertThat(one.since()).isEqualTo(first.get(0).since());
            assertThat(one.lastFailure()).isAfter(first.get(0).lastFailure());
        });

        aws.beSilent(false);
        aws.answer("DescribeInstances", 200, "<DescribeInstancesResponse/>");
        client.describeInstances().join();
        assertThat(aws.reachability().unreachable()).isEmpty();
    }

    /** Actions and plans show what AWS refuses. */
    @Test
    void shouldTakeARefusalForAnAnswer() {
        Ec2AsyncClient client = aws.clients().ec2(INSTANCE);
        aws.beSilent(true);
        assertThatThrownBy(() -> client.describeInstances().join()).isNotNull();

        aws.beSilent(false);
        assertThatThrownBy(() -> client.describeInstances().join()).hasCauseInstanceOf(Ec2Exception.class);

        assertThat(aws.reachability().unreachable()).isEmpty();
    }

    /** Before the account of the credentials is known there is no client. */
    @Test
    void shouldNameAnAddressThatDoesNotExist() {
        AwsReachability reachability = new AwsReachability(new SimpleMeterRegistry());
        ActuatorAwsClients clients = new ActuatorAwsClients(
                new SmallRyeConfigBuilder()
                        .withMapping(ActuatorAwsConfig.class)
                        .withDefaultValue("actuator.aws.endpoint", "http://aws.nosuch.invalid")
                        .withDefaultValue("actuator.aws.call-timeout", "PT10S")
                        .withConverter(Duration.class, 100, Duration::parse)
                        .build()
                        .getConfigMapping(ActuatorAwsConfig.class),
                reachability);

        assertThatThrownBy(() -> clients.ec2(INSTANCE)).isInstanceOf(SdkClientException.class);

        assertThat(reachability.unreachable()).singleElement().satisfies(one -> {
            assertThat(one.service()).isEqualTo("Sts");
            assertThat(one.region()).isEqualTo("us-east-1");
            assertThat(one.error()).contains("aws.nosuch.invalid");
        });
        // Of a bucket the finding may not tell the account.
        assertThatThrownBy(() -> clients.accountOrOwn("")).isInstanceOf(SdkClientException.class);
        assertThat(reachability.unreachable())
                .extracting(UnreachableService::region)
                .containsExactly("us-east-1", "aws-global");
        clients.close();
    }

    @Test
    void shouldTellInAMetricHowMuchDoesNotAnswer() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        AwsReachability reachability = new AwsReachability(meters);
        assertThat(meters.get("gleaner.actuator.aws.unreachable").gauge().value())
                .isZero();

        reachability.failed("Ec2", "", "us-east-1", new IllegalStateException("no route"));
        reachability.failed("S3", "", "us-east-1", new IllegalStateException("no route"));
        reachability.failed("S3", "", "us-east-1", new IllegalStateException("no route"));

        assertThat(meters.get("gleaner.actuator.aws.unreachable").gauge().value())
                .isEqualTo(2);
    }
}
