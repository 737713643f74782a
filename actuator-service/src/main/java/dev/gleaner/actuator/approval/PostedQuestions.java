package dev.gleaner.actuator.approval;

/** Which questions have been posted; implemented by the package that posts them and stores where they are. */
public interface PostedQuestions {

    /**
     * The SQL condition under which the question of a proposal's current round is posted. A condition, so that
     * {@link AutoApprovalNotices} finds the next notice that is due by one query.
     *
     * @param proposal alias of the table {@code proposal} in the query
     */
    String isPosted(String proposal);
}
