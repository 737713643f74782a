package dev.gleaner.collector;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All other integration tests, so that a new one runs here until {@link FolderSuite} names it. */
@Suite
@SelectPackages("dev.gleaner.collector")
@IncludeClassNamePatterns(".*IT")
@ExcludeClassNamePatterns(FolderSuite.PATTERN)
class OtherSuite {}
