package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;

/**
 * A target to look at.
 *
 * @param region where its findings say that it is, empty when none does
 */
record Due(String target, String region) {

    static Due of(String target, List<FindingRow> open) {
        return new Due(
                target,
                open.stream()
                        .map(row -> row.finding().region())
                        .filter(region -> region != null && !region.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    Arn arn() {
        return Arn.parse(target);
    }
}
