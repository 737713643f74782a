package dev.gleaner.contracts.resource;

import java.util.Comparator;

/** An account and a region of it: sources are complete for one of them at a time. */
public record AccountRegion(String account, String region) implements Comparable<AccountRegion> {

    private static final Comparator<AccountRegion> ORDER =
            Comparator.comparing(AccountRegion::account).thenComparing(AccountRegion::region);

    /** Where what no inventory has shown yet is, if its ARN does not tell. */
    public static final AccountRegion UNKNOWN = new AccountRegion("", "");

    /** Where a resource is, by its ARN. */
    public static AccountRegion of(Arn arn) {
        return new AccountRegion(arn.account(), arn.region());
    }

    @Override
    public int compareTo(AccountRegion other) {
        return ORDER.compare(this, other);
    }
}
