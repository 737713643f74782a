package dev.gleaner.contracts.resource;

import java.util.Comparator;

/** An account and a region: the scope in which a source is complete. */
public record AccountRegion(String account, String region) implements Comparable<AccountRegion> {

    private static final Comparator<AccountRegion> ORDER =
            Comparator.comparing(AccountRegion::account).thenComparing(AccountRegion::region);

    /** Scope of a resource whose ARN has no account and region, before an inventory has listed it. */
    public static final AccountRegion UNKNOWN = new AccountRegion("", "");

    /** The account and region in an ARN. */
    public static AccountRegion of(Arn arn) {
        return new AccountRegion(arn.account(), arn.region());
    }

    @Override
    public int compareTo(AccountRegion other) {
        return ORDER.compare(this, other);
    }
}
