package dev.gleaner.benchmarks.crash;

import dev.gleaner.test.aws.AwsProxy;
import java.util.concurrent.ExecutorService;

/**
 * What stays the same from batch to batch.
 *
 * @param threads on which people click
 */
record Surroundings(
        Actuators actuators,
        People people,
        Analyzer analyzer,
        AwsProxy proxy,
        AwsEstate aws,
        Quarantine quarantine,
        ExecutorService threads) {}
