package dev.gleaner.analyzer.analysis;

import dev.gleaner.contracts.resource.Arn;
import java.util.Comparator;

/** An account and a region of it: sources are complete for one of them at a time. */
public record Place(String account, String region) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::account).thenComparing(Place::region);

    /** Where what no inventory has shown yet is, if its ARN does not tell. */
    static final Place NOWHERE = new Place("", "");

    /** Where a resource is, by its ARN. */
    public static Place of(Arn arn) {
        return new Place(arn.account(), arn.region());
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
