package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.systemtests.environment.ActuatorDatabase;
import dev.gleaner.systemtests.environment.TopicPublisher;
import dev.gleaner.systemtests.environment.WaitDeadline;
import java.time.Duration;
import java.time.Instant;

/** Reports that someone is at work on an instance, as the collector does. */
record WorkReporter(TopicPublisher topics, ActuatorDatabase database) {

    /** Longer than a batch takes. */
    private static final Duration LENGTH = Duration.ofHours(1);

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Publishes a report and waits until the actuators have stored it; false if they do not, so that it is lost. */
    boolean report(Arn instance, WaitDeadline deadline) {
        Instant now = Instant.now();
        topics.send(instance, new WorkReport(now, now.plus(LENGTH), "2 login sessions"));
        return deadline.poll(PAUSE, () -> isStored(instance));
    }

    private boolean isStored(Arn instance) {
        return !database.queryValue(
                        "select target from work_report where until > now() and target = '" + instance + "'")
                .isEmpty();
    }
}
