package dev.gleaner.endtoend;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** The tests on one local run, in this order: they share its start, which takes longer than most of them. {@link AllActionsIT} has a run of its own,
 * in which nobody has decided on anything before. */
@Suite
@SelectClasses({FindingsIT.class, EndToEndIT.class})
class LocalRunSuite {}
