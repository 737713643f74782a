package dev.gleaner.analyzer.finding;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Saving;
import java.math.BigDecimal;
import java.util.Objects;

/** When a finding is said again: its status, remedies, owner or exemption changed, or its dollars by a tenth. */
final class Materiality {

    private static final BigDecimal PART = new BigDecimal("0.1");

    private Materiality() {}

    static boolean isMaterialChange(Finding last, Finding next) {
        return last.status() != next.status()
                || !last.remedies().equals(next.remedies())
                || !last.owner().equals(next.owner())
                || !Objects.equals(last.exemption(), next.exemption())
                || isMaterialChange(last.saving(), next.saving());
    }

    private static boolean isMaterialChange(Saving last, Saving next) {
        BigDecimal before = last.monthly();
        BigDecimal after = next.monthly();
        if (before == null || after == null) {
            return last.priced() != next.priced();
        }
        BigDecimal difference = after.subtract(before).abs();
        return difference.signum() > 0 && difference.compareTo(before.multiply(PART)) >= 0;
    }
}
