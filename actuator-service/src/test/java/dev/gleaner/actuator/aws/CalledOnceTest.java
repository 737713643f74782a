package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.Arn;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AWS may have done what it did not answer: whoever changes something looks before the next call, and the SDK does not. */
class CalledOnceTest {

    private static final Arn INSTANCE = Arn.instance("us-east-1", "123456789012", "i-1");

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    @BeforeEach
    void answerThatItIsUnavailable() {
        aws.answerOthers(503);
    }

    @Test
    void shouldChangeEc2ByOneCall() {
        shouldCallOnce(aws.clients().ec2(INSTANCE).stopInstances(request -> request.instanceIds("i-1")));
    }

    @Test
    void shouldChangeLogGroupsByOneCall() {
        shouldCallOnce(LogGroup.logs(aws.clients(), INSTANCE)
                .putRetentionPolicy(request -> request.logGroupName("group").retentionInDays(30)));
    }

    @Test
    void shouldChangeScalingGroupsByOneCall() {
        shouldCallOnce(aws.clients()
                .autoScaling(INSTANCE)
                .updateAutoScalingGroup(
                        request -> request.autoScalingGroupName("group").maxSize(1)));
    }

    @Test
    void shouldChangeBucketsByOneCall() {
        shouldCallOnce(aws.clients()
                .s3WithoutRetry(AnsweringAws.ACCOUNT, "us-east-1")
                .deleteBucketLifecycle(request -> request.bucket("models")));
    }

    private void shouldCallOnce(CompletableFuture<?> call) {
        call.handle((answer, failure) -> failure).join();

        assertThat(aws.agents()).hasSize(1);
    }
}
