package dev.gleaner.actuator.commitment;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.gleaner.actuator.proposal.FindingRepository;
import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.InFlightTracker;
import dev.gleaner.actuator.spend.EligibleUsageReader;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendRecord;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Computes what live findings save of what commitments cover, after each change of the findings or of the bills. Of several actuators the one
 * that locks the row of the last allocation does it.
 */
@ApplicationScoped
class CommitmentAllocationJob {

    private static final String CLAIM = "select inputs from commitment_allocation where id = 1 for update skip locked";

    private static final String FINDINGS = """
            select f.id, f.resource, finding_state(f) as state, f.monthly, f.covered from finding f
             where f.status in ('open', 'in-doubt')
               and (f.covered is not null or f.reuse_reason is not null or f.overlap <> 0
                 or f.resource in (select resource from spend_resource_hours))
            """;

    private static final String DONE = "update commitment_allocation set inputs = :inputs where id = 1";

    private static final ReusedCoverage NO_HOURS =
            new ReusedCoverage(0, 0, 0, 0, 0, false, "the bill does not tell its hours");

    private final Mutiny.SessionFactory sessions;
    private final EligibleUsageReader usage;
    private final CoalescingTask task;

    CommitmentAllocationJob(
            Mutiny.SessionFactory sessions, EligibleUsageReader usage, InFlightTracker inFlightTracker) {
        this.sessions = sessions;
        this.usage = usage;
        this.task = inFlightTracker.newTask(
                this::allocate,
                failure -> Log.warn("Commitments can't be allocated now; it will be tried again", failure));
    }

    @Scheduled(
            every = "${actuator.spend.allocation-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return task.run();
    }

    private Uni<Void> allocate() {
        return sessions.withTransaction(session -> session.createNativeQuery(CLAIM, String.class)
                .getSingleResultOrNull()
                .chain(last -> last == null
                        ? Uni.createFrom().voidItem()
                        : findings(session)
                                .chain(findings -> usage.state(session)
                                        .chain(state ->
                                                allocateIfChanged(session, findings, inputs(findings, state), last)))));
    }

    private static Uni<List<CoveredFinding>> findings(Mutiny.Session session) {
        return session.createNativeQuery(FINDINGS, Tuple.class)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(CoveredFinding::of)
                        .sorted(CoveredFinding.ORDER)
                        .toList());
    }

    private static String inputs(List<CoveredFinding> findings, String state) {
        return Json.sha256(Json.bytes(
                List.of(state, findings.stream().map(CoveredFinding::inputs).toList())));
    }

    private Uni<Void> allocateIfChanged(
            Mutiny.Session session, List<CoveredFinding> findings, String inputs, String last) {
        if (inputs.equals(last)) {
            return Uni.createFrom().voidItem();
        }
        List<String> resources =
                findings.stream().map(CoveredFinding::resource).distinct().toList();
        return usage.days(session)
                .chain(days -> usage.terms(session)
                        .chain(terms -> usage.hours(session, resources)
                                .chain(hours ->
                                        ContextBoundUni.blocking(() -> calculate(days, terms, hours, resources)))))
                .chain(reuse -> FindingRepository.updateReuse(session, rows(findings, reuse)))
                .chain(() -> session.createNativeQuery(DONE)
                        .setParameter("inputs", inputs)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static List<Map<String, @Nullable Object>> rows(
            List<CoveredFinding> findings, Map<String, ReusedCoverage> reuse) {
        return findings.stream()
                .map(finding -> finding.row(reuse.getOrDefault(finding.resource(), NO_HOURS)))
                .toList();
    }

    /** By resource; each payer by itself. */
    static Map<String, ReusedCoverage> calculate(
            List<SpendRecord.EligibleDay> days,
            List<SpendRecord.CommitmentTerms> terms,
            List<SpendRecord.ResourceHours> hours,
            List<String> resources) {
        Map<String, List<SpendRecord.EligibleDay>> byPayer =
                days.stream().collect(groupingBy(day -> payer(day.bill()), TreeMap::new, toList()));
        Map<String, Map<String, List<SpendRecord.ResourceHours>>> ofPayers = hours.stream()
                .collect(groupingBy(one -> payer(one.bill()), groupingBy(SpendRecord.ResourceHours::resource)));
        Map<String, ReusedCoverage> reuse = new HashMap<>();
        byPayer.forEach((payer, ofPayer) -> {
            Map<String, List<SpendRecord.ResourceHours>> known = ofPayers.getOrDefault(payer, Map.of());
            Map<String, List<SpendRecord.ResourceHours>> ordered = new LinkedHashMap<>();
            resources.forEach(resource ->
                    Optional.ofNullable(known.get(resource)).ifPresent(records -> ordered.put(resource, records)));
            if (!ordered.isEmpty()) {
                reuse.putAll(new ReuseCalculator(payer, ofPayer, terms).calculate(ordered));
            }
        });
        return reuse;
    }

    /** The account before the day in the name of a bill. */
    static String payer(String bill) {
        return bill.substring(0, bill.lastIndexOf(' '));
    }
}
