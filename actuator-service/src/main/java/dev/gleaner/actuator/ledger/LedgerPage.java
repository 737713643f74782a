package dev.gleaner.actuator.ledger;

import java.util.List;

/**
 * The ledger as it is shown.
 *
 * @param entries the newest first
 */
public record LedgerPage(Totals totals, List<LedgerLine> entries) {}
