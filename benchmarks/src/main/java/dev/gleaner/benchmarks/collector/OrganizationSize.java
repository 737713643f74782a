package dev.gleaner.benchmarks.collector;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The size of an organization.
 *
 * @param accounts the first of which is that of the collector
 * @param instances in each region of each account
 */
record OrganizationSize(int accounts, int regions, int instances) {

    private static final List<String> REGIONS = List.of("us-east-1", "us-west-2", "eu-west-1", "ap-south-1");

    OrganizationSize {
        if (regions > REGIONS.size()) {
            throw new IllegalArgumentException("at most " + REGIONS.size() + " regions");
        }
    }

    List<String> accountIds() {
        return IntStream.range(0, accounts)
                .mapToObj(account -> String.format("%012d", 100_000_000_000L + account))
                .toList();
    }

    List<String> regionNames() {
        return REGIONS.subList(0, regions);
    }

    /** Number of pairs of account and region. */
    int accountRegions() {
        return accounts * regions;
    }
}
