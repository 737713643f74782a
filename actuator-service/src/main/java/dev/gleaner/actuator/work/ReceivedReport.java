package dev.gleaner.actuator.work;

import dev.gleaner.contracts.signal.WorkReport;
import java.time.Instant;

/**
 * A report of work on an instance, or a withdrawal, as it lies in the topic.
 *
 * @param target ARN of the instance
 * @param appended when the broker appended it to its partition, which gives its place in the order of the records about the instance
 */
record ReceivedReport(String target, WorkReport report, Instant appended) {

    boolean isWithdrawal() {
        return report.withdrawnBy() != null;
    }
}
