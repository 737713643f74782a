package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.contracts.finding.Finding;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How much a resource matters, by its open findings. They overlap, so the largest counts, not their sum. One without a
 * price may be worth anything: it is never small, however little effort it takes.
 *
 * @param heaviest the finding that names the owner to ask
 * @param monthly USD of the largest; empty when none has a price
 */
record NotificationPriority(Finding heaviest, Optional<BigDecimal> monthly, boolean isPriced) {

    private static final Comparator<Finding> LIGHTER = Comparator.comparing((Finding finding) ->
                    Optional.ofNullable(finding.saving().monthly()).orElse(BigDecimal.ZERO))
            .thenComparing(Finding::id, Comparator.reverseOrder());

    /** Of at least one finding. */
    static NotificationPriority of(List<Finding> findings) {
        return new NotificationPriority(
                findings.stream().max(LIGHTER).orElseThrow(),
                findings.stream()
                        .map(finding -> finding.saving().monthly())
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder()),
                findings.stream().allMatch(finding -> finding.saving().priced()));
    }

    /** Whether all is known to be worth less than this a month. */
    boolean isBelow(BigDecimal limit) {
        return isPriced
                && monthly.filter(dollars -> dollars.compareTo(limit) < 0).isPresent();
    }
}
