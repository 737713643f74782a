package dev.gleaner.systemtests.refusal;

/**
 * The outcome that an attempt must have.
 *
 * @param end pattern of the state of the action, or of the status if the decision is rejected, or one of the words below
 * @param why pattern that the reason must contain; empty for any reason
 */
record ExpectedOutcome(String end, String why) {

    /** The action is done. */
    static final ExpectedOutcome ACTS = new ExpectedOutcome("acts", "");

    /** The approval is accepted, and does not suffice. */
    static final ExpectedOutcome UNDECIDED = new ExpectedOutcome("undecided", "");

    /** There is never a plan, so that nobody can approve. */
    static ExpectedOutcome unplanned(String why) {
        return new ExpectedOutcome("unplanned", why);
    }

    static ExpectedOutcome refused(String why) {
        return new ExpectedOutcome("refused", why);
    }

    static ExpectedOutcome waits(String why) {
        return new ExpectedOutcome("waits", why);
    }

    /** The status of the decision matches this pattern. */
    static ExpectedOutcome status(String pattern) {
        return new ExpectedOutcome(pattern, "");
    }
}
