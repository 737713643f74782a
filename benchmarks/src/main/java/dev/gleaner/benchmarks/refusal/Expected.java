package dev.gleaner.benchmarks.refusal;

/**
 * What has to come of an attempt.
 *
 * @param end pattern of the state of the action, status of the answer where the decision is not accepted, or what else there is
 * @param why pattern that the reason holds; empty for any
 */
record Expected(String end, String why) {

    /** It is done. */
    static final Expected ACTS = new Expected("acts", "");

    /** The yes is taken, and is not enough. */
    static final Expected UNDECIDED = new Expected("undecided", "");

    /** There is never a plan, so that nobody can say yes. */
    static Expected unplanned(String why) {
        return new Expected("unplanned", why);
    }

    static Expected refused(String why) {
        return new Expected("refused", why);
    }

    static Expected waits(String why) {
        return new Expected("waits", why);
    }

    /** The decision is answered by this status, or one that matches. */
    static Expected status(String pattern) {
        return new Expected(pattern, "");
    }
}
