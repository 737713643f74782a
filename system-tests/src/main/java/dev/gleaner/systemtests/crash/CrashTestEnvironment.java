package dev.gleaner.systemtests.crash;

import dev.gleaner.systemtests.environment.AwsTargetFactory;
import dev.gleaner.systemtests.environment.TopicPublisher;
import dev.gleaner.test.aws.AwsProxy;
import java.util.concurrent.ExecutorService;

/**
 * What all batches share.
 *
 * @param threads on which people send their decisions
 */
record CrashTestEnvironment(
        ActuatorCluster actuators,
        RetryingConsoleClient console,
        TopicPublisher topics,
        AwsProxy proxy,
        AwsTargetFactory targets,
        QuarantineExpirer quarantine,
        WorkReporter workReporter,
        ExecutorService threads) {}
