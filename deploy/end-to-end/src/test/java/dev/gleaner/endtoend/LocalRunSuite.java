package dev.gleaner.endtoend;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/**
 * The tests on one local run, in this order: they share its start, which takes longer than most of them. {@link AllActionsIT} needs findings on
 * which nobody has decided; {@link EndToEndIT} ends processes, and starts the run again; {@link SimulatedDaysIT} moves the times of what was carried out;
 * {@link ProposalTableIT} looks at what the others did.
 */
@Suite
@SelectClasses({FindingsIT.class, AllActionsIT.class, EndToEndIT.class, SimulatedDaysIT.class, ProposalTableIT.class})
class LocalRunSuite {}
