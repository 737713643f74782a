package dev.gleaner.actuator.spend;

import dev.gleaner.contracts.spend.SpendRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.hibernate.reactive.mutiny.Mutiny;

/** Read access, within a transaction of the caller, to what the bills say of single resources. */
@ApplicationScoped
public class ResourceBillReader {

    private final SpendRepository spendRepository;

    ResourceBillReader(SpendRepository spendRepository) {
        this.spendRepository = spendRepository;
    }

    /** The newest statements of all bills. */
    public Uni<List<SpendRecord.Bill>> bills(Mutiny.Session session) {
        return spendRepository.bills(session);
    }

    /** The charges of resources by resource and bill, as far as they are for this day or a later one. */
    public Uni<List<SpendRecord.ResourceCharges>> charges(
            Mutiny.Session session, Collection<String> resources, LocalDate from) {
        return resources.isEmpty()
                ? Uni.createFrom().item(List.of())
                : spendRepository.charges(session, resources, from);
    }

    /** Cost of Gleaner's own calls of AWS by day, USD; a day without a call that was counted has none. */
    public Uni<SortedMap<LocalDate, BigDecimal>> ownCost(Mutiny.Session session) {
        return spendRepository.ownCost(session);
    }
}
