package dev.gleaner.actuator.ledger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The ledger, to read. */
@ApplicationScoped
public class LedgerBook {

    private final Ledger ledger;
    private final LedgerConfig config;

    LedgerBook(Ledger ledger, LedgerConfig config) {
        this.ledger = ledger;
        this.config = config;
    }

    /** All entries with what they come to. */
    public Uni<LedgerPage> page() {
        return ledger.all()
                .map(entries -> new LedgerPage(
                        Totals.of(entries.stream().map(LedgerEntry::span).toList(), config.ownMonthly()),
                        entries.stream().map(LedgerLine::of).toList()));
    }
}
