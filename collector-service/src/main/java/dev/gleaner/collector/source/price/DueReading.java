package dev.gleaner.collector.source.price;

import dev.gleaner.collector.aws.Realm;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Set;

/**
 * What is to be read of a region now.
 *
 * @param types of instances whose prices are due, in their order
 * @param whole whether all else is due too
 */
record DueReading(Realm realm, Instant now, Set<String> types, boolean whole) {

    DueReading {
        types = Collections.unmodifiableSet(types);
    }

    String region() {
        return realm.region();
    }

    /** The day from which the prices are valid. */
    LocalDate day() {
        return now.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
