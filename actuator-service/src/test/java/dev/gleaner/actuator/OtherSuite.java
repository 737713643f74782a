package dev.gleaner.actuator;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All integration tests that no other suite names, so that a new one runs here until it is named there. */
@Suite
@SelectPackages("dev.gleaner.actuator")
@IncludeClassNamePatterns(".*IT")
@ExcludeClassNamePatterns({ActingSuite.PATTERN, SlackSuite.PATTERN})
class OtherSuite {}
