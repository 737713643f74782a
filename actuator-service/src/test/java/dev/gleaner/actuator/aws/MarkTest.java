package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** CloudTrail tells our calls from others by what stands in their user agent. */
class MarkTest {

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    @Test
    void shouldMarkEveryCallOfEveryClient() {
        List<CompletableFuture<?>> calls = List.of(
                aws.clients().ec2("us-east-1").describeInstances(),
                aws.clients()
                        .cloudWatch(Arn.instance("us-east-1", "123456789012", "i-1"))
                        .listMetrics(),
                aws.clients().s3("us-east-1").listBuckets(),
                aws.clients().s3WithoutRetry(AnsweringAws.ACCOUNT, "us-east-1").listBuckets());
        calls.forEach(call -> call.handle((answer, failure) -> failure).join());

        assertThat(aws.agents())
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(agent -> assertThat(agent).startsWith(CloudTrailEcho.MARK + " "));
    }
}
