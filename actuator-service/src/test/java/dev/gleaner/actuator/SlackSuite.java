package dev.gleaner.actuator;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** As {@link ActingSuite}, for those that start the service with a Slack beside it. */
@Suite
@SelectPackages("dev.gleaner.actuator")
@IncludeClassNamePatterns(SlackSuite.PATTERN)
class SlackSuite {

    static final String PATTERN = ".*\\.(Slack|SlackMessages|SlackNotice|Webhook)IT";
}
