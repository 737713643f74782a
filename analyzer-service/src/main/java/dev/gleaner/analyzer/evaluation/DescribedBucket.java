package dev.gleaner.analyzer.evaluation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.prefix.BucketContents;
import dev.gleaner.analyzer.profile.prefix.BucketContents.PrefixContents;
import dev.gleaner.analyzer.profile.prefix.ReadsByAge;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bucket as an explanation shows it.
 *
 * @param listing as listed
 * @param reported creation of the report of S3 Inventory in use; null if there is none
 * @param contents the prefixes of the report
 */
record DescribedBucket(
        @JsonUnwrapped BucketFacts listing, @Nullable Instant reported, List<DescribedPrefix> contents) {

    static @Nullable DescribedBucket of(@Nullable BucketFacts listing, BucketContents contents) {
        return listing == null
                ? null
                : new DescribedBucket(
                        listing,
                        contents.reported(),
                        contents.prefixes().entrySet().stream()
                                .map(prefix -> DescribedPrefix.of(prefix.getKey(), prefix.getValue()))
                                .toList());
    }

    /**
     * A prefix of a report.
     *
     * @param objects with old versions, without those of longer prefixes of the report
     * @param observedDays days in which its reads were recorded
     * @param requestsByAge reads by age step in the kept months; empty if none could be recorded
     * @param requestsOfUnknownAge reads of objects that are not in the sample
     */
    record DescribedPrefix(
            String prefix,
            long objects,
            long bytes,
            int observedDays,
            List<Double> requestsByAge,
            double requestsOfUnknownAge) {

        private static DescribedPrefix of(String name, PrefixContents prefix) {
            ReadsByAge reads = prefix.reads();
            return new DescribedPrefix(
                    name,
                    prefix.size().getObjects(),
                    prefix.size().getBytes(),
                    reads == null ? 0 : reads.observedDays(),
                    reads == null ? List.of() : reads.requests(),
                    reads == null ? 0 : reads.unknownRequests());
        }
    }
}
