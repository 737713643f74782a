package dev.gleaner.analyzer.profile.prefix;

import java.util.List;

/**
 * Reads of the objects of a prefix in the last 12 to 13 months, estimated from a sample of its objects.
 *
 * @param requests with a known age, by age step
 * @param bytes of these, by age step
 * @param unknownRequests of objects whose age is not known, as they are not in the sample
 * @param unknownBytes of these
 * @param doubtfulRequests of objects that may belong to this prefix or to another one
 * @param observedDays days in which reads of the bucket were recorded, since the prefix is reported
 * @param isComplete whether each read of these days was recorded; false if server access logs told of reads, as S3 delivers them by best
 *     effort
 * @param halves the same of the older and of the newer half of these days; empty if there are too few to compare
 */
public record ReadsByAge(
        List<Double> requests,
        List<Double> bytes,
        double unknownRequests,
        double unknownBytes,
        double doubtfulRequests,
        int observedDays,
        boolean isComplete,
        List<ReadsByAge> halves) {

    public ReadsByAge {
        requests = List.copyOf(requests);
        bytes = List.copyOf(bytes);
        halves = List.copyOf(halves);
    }

    /** Of days of which each read was recorded, without halves. */
    public ReadsByAge(
            List<Double> requests,
            List<Double> bytes,
            double unknownRequests,
            double unknownBytes,
            double doubtfulRequests,
            int observedDays) {
        this(requests, bytes, unknownRequests, unknownBytes, doubtfulRequests, observedDays, true, List.of());
    }

    /** The same with its halves. */
    ReadsByAge with(List<ReadsByAge> olderAndNewer) {
        return new ReadsByAge(
                requests,
                bytes,
                unknownRequests,
                unknownBytes,
                doubtfulRequests,
                observedDays,
                isComplete,
                olderAndNewer);
    }

    /** The same, if a record of a read may be missing. */
    ReadsByAge incomplete() {
        return new ReadsByAge(
                requests,
                bytes,
                unknownRequests,
                unknownBytes,
                doubtfulRequests,
                observedDays,
                false,
                halves.stream().map(ReadsByAge::incomplete).toList());
    }

    /** Number of reads of a known age. */
    public double knownRequests() {
        return requests.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Bytes of reads of a known age. */
    public double knownBytes() {
        return bytes.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Whether the ages tell of each object that was read, so that no other one was. */
    public boolean isEachReadKnown() {
        return isComplete && areAgesKnown();
    }

    /** Whether the age of each object that is known to have been read is. */
    public boolean areAgesKnown() {
        return unknownRequests == 0 && doubtfulRequests == 0;
    }
}
