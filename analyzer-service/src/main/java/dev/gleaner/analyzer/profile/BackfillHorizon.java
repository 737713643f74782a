package dev.gleaner.analyzer.profile;

/**
 * Up to when everything that a source saw before its first report is surely here, epoch milliseconds: only that may tell
 * of the time before it, as anything else may come or not come before an hour is judged.
 *
 * @param listings first report of the inventory
 * @param changes first report of a trail
 */
public record BackfillHorizon(long listings, long changes) {

    /** Nothing is sure. */
    public static final BackfillHorizon NONE = new BackfillHorizon(Long.MIN_VALUE, Long.MIN_VALUE);

    boolean covers(ResourceEvent resourceEvent) {
        return resourceEvent.time() <= (resourceEvent instanceof Listing ? listings : changes);
    }
}
