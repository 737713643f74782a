package dev.gleaner.actuator;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All integration tests that {@link ActingSuite} does not name: of what is shown and told to people, what they say there, and of some
 * actions, so that both take about as long.
 */
@Suite
@SelectPackages("dev.gleaner.actuator")
@IncludeClassNamePatterns(".*IT")
@ExcludeClassNamePatterns(ActingSuite.PATTERN)
class OtherSuite {}
