package dev.gleaner.analyzer.profile.volume;

/**
 * The I/O of a volume in some days.
 *
 * @param operations minutes by reads and writes a minute; only those of which both are known
 * @param bytes minutes by bytes read and written a minute; only those of which both are known
 * @param minutes that the days have
 */
public record VolumeIo(RateHistogram operations, RateHistogram bytes, int minutes) {

    private static final int PERCENT = 100;

    /** Whether at least a share of the minutes is known, percent. */
    public boolean covers(RateHistogram known, int percent) {
        return (long) known.count() * PERCENT >= (long) minutes * percent;
    }
}
