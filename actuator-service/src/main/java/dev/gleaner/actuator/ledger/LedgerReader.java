package dev.gleaner.actuator.ledger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Read access to the ledger. */
@ApplicationScoped
public class LedgerReader {

    private final LedgerRepository ledger;
    private final LedgerConfig config;

    LedgerReader(LedgerRepository ledger, LedgerConfig config) {
        this.ledger = ledger;
        this.config = config;
    }

    /** All entries with their savings and totals. */
    public Uni<LedgerReport> page() {
        return ledger.all()
                .map(entries -> new LedgerReport(
                        LedgerReport.Totals.of(
                                entries.stream().map(LedgerEntry::span).toList(), config.ownMonthly()),
                        entries.stream().map(LedgerReport.Line::of).toList()));
    }
}
