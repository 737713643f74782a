package dev.gleaner.endtoend;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests on one local run, in this order: they share its start, which takes longer than most of them. {@link AllActionsIT} needs findings on
 * which nobody has decided; {@link EndToEndIT} ends processes, and the last of its tests the run.
 */
@Suite
@SelectClasses({FindingsIT.class, AllActionsIT.class, EndToEndIT.class})
class LocalRunSuite {}
