package dev.gleaner.systemtests.crash;

import dev.gleaner.test.aws.AwsProxy;
import java.util.concurrent.ExecutorService;

/**
 * What stays the same from batch to batch.
 *
 * @param threads on which people click
 */
record CrashTestEnvironment(
        ActuatorCluster actuators,
        RetryingConsoleClient console,
        CrashFindingPublisher analyzer,
        AwsProxy proxy,
        CrashTargetFactory aws,
        QuarantineExpirer quarantine,
        ExecutorService threads) {}
