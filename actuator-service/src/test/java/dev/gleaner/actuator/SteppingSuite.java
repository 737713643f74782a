package dev.gleaner.actuator;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** As {@link ActingSuite}, for those that wait most: for leases that end, and for one step after the other. */
@Suite
@SelectPackages("dev.gleaner.actuator")
@IncludeClassNamePatterns(SteppingSuite.PATTERN)
class SteppingSuite {

    static final String PATTERN =
            ".*\\.(Crash" + "|LifecycleCrash" + "|Resources" + "|SideBySide" + "|Steps" + "|Resize" + "|Terminate)IT";
}
