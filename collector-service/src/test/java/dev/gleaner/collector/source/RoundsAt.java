package dev.gleaner.collector.source;

import dev.gleaner.collector.aws.ClientsAt;

/** Rounds through the accounts of an AWS that a test put there. */
public final class RoundsAt {

    private RoundsAt() {}

    /** All that it is configured to read. */
    public static AccountRegionExecutor of(ClientsAt aws, SourceMeters meters) {
        return new AccountRegionExecutor(aws.accounts(), aws.clients(), aws.config(), aws.reach(), meters);
    }
}
