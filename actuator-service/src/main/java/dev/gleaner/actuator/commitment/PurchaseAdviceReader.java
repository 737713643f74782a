package dev.gleaner.actuator.commitment;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.spend.EligibleUsageReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads which savings plan each payer would have paid least with. It is computed again after a change of the bills or of the findings alone. */
@ApplicationScoped
public class PurchaseAdviceReader {

    /** Those acted on too: what they are on is in the hours still. */
    private static final String FINDINGS = """
            select f.id, f.resource from finding f
             where f.status in ('open', 'in-doubt')
               and f.resource in (select resource from spend_resource_hours)
             order by f.id
            """;

    private final Mutiny.SessionFactory sessions;
    private final EligibleUsageReader usage;
    private volatile @Nullable Computed newest;

    PurchaseAdviceReader(Mutiny.SessionFactory sessions, EligibleUsageReader usage) {
        this.sessions = sessions;
        this.usage = usage;
    }

    /** Advice, and all that it depends on. */
    private record Computed(String inputs, List<PurchaseAdvice> advice) {}

    /** What the advice is computed from. */
    private record Inputs(
            Map<String, String> resources,
            List<SpendRecord.EligibleDay> days,
            List<SpendRecord.CommitmentTerms> terms,
            List<SpendRecord.ResourceHours> hours) {}

    /** An advice for each payer with a bill, by account. */
    public Uni<List<PurchaseAdvice>> read() {
        return sessions.withTransaction(session -> findings(session)
                        .chain(resources -> usage.state(session)
                                .map(state -> Json.sha256(Json.bytes(List.of(state, resources))))
                                .chain(inputs -> isComputed(inputs)
                                        ? Uni.createFrom().nullItem()
                                        : inputs(session, resources).map(read -> Map.entry(inputs, read)))))
                .chain(changed -> changed == null
                        ? Uni.createFrom().voidItem()
                        : ContextBoundUni.blocking(() -> {
                                    newest = new Computed(changed.getKey(), advise(changed.getValue()));
                                    return newest;
                                })
                                .replaceWithVoid())
                .map(done -> newest == null ? List.of() : newest.advice());
    }

    private boolean isComputed(String inputs) {
        Computed last = newest;
        return last != null && last.inputs().equals(inputs);
    }

    /** Resources by the ids of findings. */
    private static Uni<Map<String, String>> findings(Mutiny.Session session) {
        return session.createNativeQuery(FINDINGS, Tuple.class).getResultList().map(rows -> {
            Map<String, String> resources = new LinkedHashMap<>();
            rows.forEach(row -> resources.put(row.get("id", String.class), row.get("resource", String.class)));
            return resources;
        });
    }

    private Uni<Inputs> inputs(Mutiny.Session session, Map<String, String> resources) {
        return usage.days(session)
                .chain(days -> usage.terms(session)
                        .chain(terms -> usage.hours(session, List.copyOf(resources.values()))
                                .map(hours -> new Inputs(resources, days, terms, hours))));
    }

    private static List<PurchaseAdvice> advise(Inputs inputs) {
        Map<String, List<SpendRecord.EligibleDay>> byPayer = inputs.days().stream()
                .collect(groupingBy(day -> CommitmentAllocationJob.payer(day.bill()), TreeMap::new, toList()));
        return byPayer.entrySet().stream()
                .map(payer -> new PurchaseCalculator(payer.getKey(), payer.getValue(), inputs.terms())
                        .advise(unsettled(payer.getKey(), inputs)))
                .toList();
    }

    private static Map<String, List<SpendRecord.ResourceHours>> unsettled(String payer, Inputs inputs) {
        Map<String, List<SpendRecord.ResourceHours>> byResource = inputs.hours().stream()
                .filter(hours -> CommitmentAllocationJob.payer(hours.bill()).equals(payer))
                .collect(groupingBy(SpendRecord.ResourceHours::resource));
        Map<String, List<SpendRecord.ResourceHours>> unsettled = new TreeMap<>();
        inputs.resources().forEach((finding, resource) -> {
            List<SpendRecord.ResourceHours> hours = byResource.get(resource);
            if (hours != null) {
                unsettled.put(finding, hours);
            }
        });
        return unsettled;
    }
}
