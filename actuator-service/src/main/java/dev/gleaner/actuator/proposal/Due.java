package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A target to look at.
 *
 * @param account whose its findings say that it is, empty when none does
 * @param region where they say that it is, empty when none does
 */
record Due(String target, String account, String region) {

    static Due of(String target, List<FindingRow> open) {
        return new Due(target, first(open, Finding::account), first(open, Finding::region));
    }

    private static String first(List<FindingRow> open, Function<Finding, @Nullable String> member) {
        return open.stream()
                .map(row -> member.apply(row.finding()))
                .filter(text -> text != null && !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    Arn arn() {
        return Arn.parse(target);
    }
}
