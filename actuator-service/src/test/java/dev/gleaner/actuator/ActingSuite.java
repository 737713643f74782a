package dev.gleaner.actuator;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The integration tests of what an actuator does to the stand-in, in one process: they share one start of the service,
 * which each would have for itself if it were handed to a process alone. About half of all by the time they take.
 */
@Suite
@SelectPackages("dev.gleaner.actuator")
@IncludeClassNamePatterns(ActingSuite.PATTERN)
class ActingSuite {

    static final String PATTERN = ".*\\.(Stop"
            + "|Decision"
            + "|Refused"
            + "|FrozenDatabase"
            + "|Waiting"
            + "|Ledger"
            + "|Lifecycle"
            + "|S3Endpoint"
            + "|OtherAccount"
            + "|Constraints"
            + "|DueActions"
            + "|Schedule"
            + "|Tag"
            + "|Crash"
            + "|BeforeStop"
            + "|LifecycleCrash"
            + "|Resources"
            + "|VolumeTypesSnapshotsGateways"
            + "|SideBySide"
            + "|ActionTransitions"
            + "|Resize"
            + "|Commitment"
            + "|MissingSources"
            + "|LiveFindings)IT";
}
