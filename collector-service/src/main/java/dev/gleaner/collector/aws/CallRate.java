package dev.gleaner.collector.aws;

/**
 * How often each operation of a service is called per account and region. The limits of AWS apply to the account and not to us alone, so
 * we use half of each.
 *
 * @param burst number of calls that may be sent at once after a pause; 0 for calls without a limit
 * @param perSecond number of calls per second in the long run
 */
public record CallRate(int burst, int perSecond) {

    /** For services that document no limit; small compared with the documented limits of others. */
    static final CallRate UNDOCUMENTED = new CallRate(5, 2);

    /** For services whose limits are far above what we call. */
    static final CallRate UNLIMITED = new CallRate(0, 0);
}
