package dev.gleaner.systemtests.refusal;

/**
 * What has to come of an attempt.
 *
 * @param end pattern of the state of the action, status of the answer where the decision is not accepted, or what else there is
 * @param why pattern that the reason holds; empty for any
 */
record ExpectedOutcome(String end, String why) {

    /** It is done. */
    static final ExpectedOutcome ACTS = new ExpectedOutcome("acts", "");

    /** The yes is taken, and is not enough. */
    static final ExpectedOutcome UNDECIDED = new ExpectedOutcome("undecided", "");

    /** There is never a plan, so that nobody can say yes. */
    static ExpectedOutcome unplanned(String why) {
        return new ExpectedOutcome("unplanned", why);
    }

    static ExpectedOutcome refused(String why) {
        return new ExpectedOutcome("refused", why);
    }

    static ExpectedOutcome waits(String why) {
        return new ExpectedOutcome("waits", why);
    }

    /** The decision is answered by this status, or one that matches. */
    static ExpectedOutcome status(String pattern) {
        return new ExpectedOutcome(pattern, "");
    }
}
