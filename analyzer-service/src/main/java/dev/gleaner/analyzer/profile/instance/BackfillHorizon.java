package dev.gleaner.analyzer.profile.instance;

/**
 * Times, in epoch milliseconds, up to which the backfill of the sources is complete. Only a listing or change up to then applies to
 * the time before it: of later ones it is not certain that they come before an hour is evaluated.
 *
 * @param listings first report of the inventory
 * @param changes first report of a CloudTrail source
 */
public record BackfillHorizon(long listings, long changes) {

    /** No source is complete. */
    public static final BackfillHorizon NONE = new BackfillHorizon(Long.MIN_VALUE, Long.MIN_VALUE);

    public boolean covers(ResourceEvent resourceEvent) {
        return resourceEvent.time() <= (resourceEvent instanceof Listing ? listings : changes);
    }
}
