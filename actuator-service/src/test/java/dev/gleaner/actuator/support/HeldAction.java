package dev.gleaner.actuator.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;
import java.time.Duration;
import java.util.function.Predicate;

/** An approved action in the middle of a call to AWS, where it stands still until the test lets it go on. */
public record HeldAction(String id, AwsProxy.Held call) {

    private static final Duration SOON = Duration.ofMinutes(2);

    /** Approves a finding and waits until its action gets there. */
    public static HeldAction approved(AwsProxy aws, String call, AwsProxy.Moment moment, Finding finding)
            throws InterruptedException {
        // The actuator makes the same calls for other findings, as to show what the guards object to.
        String target = Arn.parse(finding.resource()).id();
        return approved(aws, made -> made.action().equals(call) && made.body().contains(target), moment, finding);
    }

    /** Approves a finding and waits until its action gets to such a call. */
    public static HeldAction approved(
            AwsProxy aws, Predicate<AwsProxy.Call> call, AwsProxy.Moment moment, Finding finding)
            throws InterruptedException {
        String plan = Console.awaitPlan(finding.id());
        AwsProxy.Held held = aws.holdNext(call, moment);
        String action = Console.approved(finding.id(), plan);
        assertThat(held.awaitReached(SOON)).isTrue();
        return new HeldAction(action, held);
    }

    /** Lets AWS answer. */
    public void release() {
        call.release();
    }
}
