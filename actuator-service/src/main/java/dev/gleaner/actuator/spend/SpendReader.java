package dev.gleaner.actuator.spend;

import dev.gleaner.actuator.database.RepeatableReadIsolation;
import dev.gleaner.contracts.spend.SpendDimension;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Read access to spend and to the cost of predictions. Each answer is of one state of the database. */
@ApplicationScoped
public class SpendReader {

    private final Mutiny.SessionFactory sessions;
    private final SpendRepository spendRepository;
    private final SpreadingRules rules;

    SpendReader(Mutiny.SessionFactory sessions, SpendRepository spendRepository, SpreadingConfig spreading) {
        this.sessions = sessions;
        this.spendRepository = spendRepository;
        this.rules = spreading.spreading().map(SpreadingRulesReader::read).orElse(SpreadingRules.NONE);
    }

    /** An invalid file fails the start, not the first request. */
    void start(@Observes StartupEvent event) {}

    /** Spend by a dimension on these days; without them, in the month of the newest bill. */
    public Uni<SpendReport> report(SpendDimension by, Optional<LocalDate> from, Optional<LocalDate> to) {
        return read(
                from,
                to,
                SpendReport.empty(by),
                (session, period) -> spendRepository
                        .amounts(session, by, period)
                        .chain(amounts -> report(session, by, period, amounts)));
    }

    private Uni<SpendReport> report(
            Mutiny.Session session, SpendDimension by, SpendPeriod period, List<SpendAmount> amounts) {
        Set<String> bills = amounts.stream().map(SpendAmount::bill).collect(Collectors.toSet());
        Uni<Map<String, Map<String, BigDecimal>>> effective = rules.isSpreadOver(by)
                ? spendRepository.effective(session, by, bills)
                : Uni.createFrom().item(Map.of());
        return effective.chain(known -> spendRepository.bills(session, bills).map(statements -> {
            List<SpendAmount> spread = new SharedCostSpreader(by, rules, known).spread(amounts);
            return SpendReport.of(by, period, spread, rules, statements);
        }));
    }

    /** The cost of predictions on these days, of one service or of all. */
    public Uni<UnitCostReport> unitCost(Optional<String> service, Optional<LocalDate> from, Optional<LocalDate> to) {
        return read(
                from,
                to,
                UnitCostReport.empty(),
                (session, period) -> spendRepository
                        .amounts(session, SpendDimension.SERVICE, period)
                        .chain(amounts -> spendRepository
                                .counts(session, period)
                                .chain(counts -> spendRepository
                                        .targets(session)
                                        .map(targets ->
                                                UnitCostReport.of(period, amounts, counts, targets, service)))));
    }

    private <T> Uni<T> read(Optional<LocalDate> from, Optional<LocalDate> to, T without, PeriodQuery<T> query) {
        return sessions.withTransaction(session -> RepeatableReadIsolation.apply(session)
                .chain(() -> spendRepository.newestPeriod(session))
                .chain(newest -> SpendPeriod.resolve(from, to, newest)
                        .map(period -> query.read(session, period))
                        .orElseGet(() -> Uni.createFrom().item(without))));
    }

    /** A query of the days of a period. */
    private interface PeriodQuery<T> {
        Uni<T> read(Mutiny.Session session, SpendPeriod period);
    }
}
