package dev.gleaner.benchmarks.refusal;

import dev.gleaner.benchmarks.AnalyzerTopics;
import dev.gleaner.test.aws.AwsProxy;

/** What an attempt needs of its surroundings. */
interface Surroundings {
    Estate estate();

    AwsProxy proxy();

    Service service();

    /** The actuator's database. */
    Ledger ledger();

    AnalyzerTopics topics();
}
