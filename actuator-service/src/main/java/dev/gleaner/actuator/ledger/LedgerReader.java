package dev.gleaner.actuator.ledger;

import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.actuator.spend.ResourceBillReader;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.spend.SpendRecord;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Read access to the ledger. Each answer is of one state of the database. */
@ApplicationScoped
public class LedgerReader {

    /** Tags change no bill, so that they neither have a billed saving nor take the days of other actions on the resource. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(RemedyAction.TAG_RESOURCE.id());

    private final Mutiny.SessionFactory sessions;
    private final LedgerRepository ledger;
    private final ResourceBillReader resourceBillReader;
    private final BillComparison billComparison;

    LedgerReader(
            Mutiny.SessionFactory sessions,
            LedgerRepository ledger,
            ResourceBillReader resourceBillReader,
            LedgerConfig config) {
        this.sessions = sessions;
        this.ledger = ledger;
        this.resourceBillReader = resourceBillReader;
        this.billComparison = new BillComparison(config.billLag(), config.disputePercent());
    }

    /** An invalid setting fails the start, not the first request. */
    void start(@Observes StartupEvent event) {}

    /** All entries with their savings and totals. */
    public Uni<LedgerReport> page() {
        return read().map(content -> LedgerReport.of(content.entries(), content.billed(), content.ownCost()));
    }

    /** The savings that the bill has verified, as rows of FOCUS 1.0 in CSV. */
    public Uni<String> verified() {
        return read().map(
                        content -> FocusSavingsRenderer.render(content.billed().values()));
    }

    private Uni<Content> read() {
        return sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                .chain(() -> ledger.all(session))
                .chain(entries -> ledger.actions(session)
                        .chain(actions -> resourceBillReader
                                .bills(session)
                                .chain(bills -> charges(session, entries)
                                        .map(charges -> billed(entries, actions, charges, bills))))
                        .chain(billed -> resourceBillReader
                                .ownCost(session)
                                .chain(ownCost -> DatabaseClock.now(session)
                                        .map(now -> new Content(entries, billed, history(ownCost, now)))))));
    }

    private Uni<List<SpendRecord.ResourceCharges>> charges(Mutiny.Session session, Collection<LedgerEntry> entries) {
        LocalDate first = entries.stream()
                .map(entry -> day(entry.since()))
                .min(Comparator.naturalOrder())
                .orElse(LocalDate.EPOCH);
        return resourceBillReader.charges(
                session,
                entries.stream()
                        .map(entry -> BillComparison.billedResource(entry.target()))
                        .collect(Collectors.toSet()),
                first.minusDays(BillComparison.DAYS_BEFORE));
    }

    private Map<String, BilledEntry> billed(
            List<LedgerEntry> entries,
            Map<String, LedgerRepository.AppliedAction> actions,
            List<SpendRecord.ResourceCharges> charges,
            List<SpendRecord.Bill> bills) {
        Map<String, Map<String, SavingsPeriod>> byResource = new LinkedHashMap<>();
        Map<String, BilledSaving> savings = new HashMap<>();
        entries.forEach(entry -> {
            if (WITHOUT_EFFECT.contains(action(actions, entry).name())) {
                savings.put(entry.actionId(), BilledSaving.absent(0, "the action changes no bill"));
            } else {
                byResource
                        .computeIfAbsent(BillComparison.billedResource(entry.target()), absent -> new HashMap<>())
                        .put(entry.actionId(), entry.span());
            }
        });
        Map<String, List<SpendRecord.ResourceCharges>> chargesByResource =
                charges.stream().collect(Collectors.groupingBy(SpendRecord.ResourceCharges::resource));
        byResource.forEach((resource, periods) -> savings.putAll(
                billComparison.compare(periods, chargesByResource.getOrDefault(resource, List.of()), bills)));
        Map<String, BilledEntry> billed = new LinkedHashMap<>();
        entries.forEach(entry -> billed.put(
                entry.actionId(),
                new BilledEntry(
                        entry.actionId(),
                        action(actions, entry).name(),
                        entry.target(),
                        Objects.requireNonNullElse(action(actions, entry).account(), ""),
                        Objects.requireNonNull(savings.get(entry.actionId())))));
        return billed;
    }

    private static LedgerRepository.AppliedAction action(
            Map<String, LedgerRepository.AppliedAction> actions, LedgerEntry entry) {
        return Objects.requireNonNull(actions.get(entry.actionId()), "each entry has an action");
    }

    private static OwnCostHistory history(SortedMap<LocalDate, BigDecimal> byDay, Instant now) {
        return new OwnCostHistory(byDay, day(now));
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /** The ledger at one time. */
    private record Content(List<LedgerEntry> entries, Map<String, BilledEntry> billed, OwnCostHistory ownCost) {}
}
