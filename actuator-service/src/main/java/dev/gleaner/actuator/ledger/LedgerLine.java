package dev.gleaner.actuator.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is shown.
 *
 * @param action id of the action
 * @param since when AWS showed that it was done
 * @param through up to when it was seen in force
 * @param endedAt when it ceased; absent while it is in force
 * @param basis of the price
 * @param measures after 1, 7 and 30 days
 */
public record LedgerLine(
        String action,
        String target,
        Instant since,
        Instant through,
        @Nullable Instant endedAt,
        @Nullable String endReason,
        String basis,
        List<Measure> measures) {

    static LedgerLine of(LedgerEntry entry) {
        return new LedgerLine(
                entry.actionId(),
                entry.target(),
                entry.since(),
                entry.through(),
                entry.endedAt().orElse(null),
                entry.endReason().orElse(null),
                entry.basis(),
                Measure.DAYS.stream()
                        .map(days -> Measure.of(entry.span(), days))
                        .toList());
    }
}
