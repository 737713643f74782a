package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.database.BatchStatement;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.FindingConfirmation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** A batch of confirmations that is written by one statement. Each open finding is confirmed every hour. */
final class ConfirmationBatch {

    private static final String DELETE = "delete from confirmation where finding_id in (:ids)";
    private static final String CONFIRM = """
            insert into confirmation (finding_id, through, last_work, last_process, observed)
            select id, max(through), max(work), max(process),
                   (array_agg(observed order by through desc) filter (where observed is not null))[1]
              from jsonb_to_recordset(cast(cast(:rows as text) as jsonb))
                as row (id text, through timestamptz, work timestamptz, process timestamptz, observed jsonb)
             group by id order by id
            on conflict (finding_id) do update set
              through = case when confirmation.through > :limit then excluded.through
                             else greatest(confirmation.through, excluded.through) end,
              last_work = case when confirmation.last_work > :limit then excluded.last_work
                               else greatest(confirmation.last_work, excluded.last_work) end,
              last_process = case when confirmation.last_process > :limit then excluded.last_process
                                  else greatest(confirmation.last_process, excluded.last_process) end,
              observed = case when excluded.observed is null or confirmation.through <= :limit
                                   and observed_through(confirmation.observed) > observed_through(excluded.observed)
                              then confirmation.observed else excluded.observed end
            """;

    private final Set<String> discarded = new LinkedHashSet<>();
    private final Map<String, List<FindingConfirmation>> confirmed = new LinkedHashMap<>();

    /** Adds a confirmation of a finding. */
    void add(String finding, FindingConfirmation confirmation) {
        confirmed.computeIfAbsent(finding, id -> new ArrayList<>()).add(confirmation);
    }

    /** Deletes the confirmations of a finding, including those added before. */
    void discard(String finding) {
        discarded.add(finding);
        confirmed.remove(finding);
    }

    /**
     * Writes the batch in the caller's transaction, except confirmations in the future: since the newest is kept, one of them
     * would block all later ones. A stored time in the future is replaced.
     *
     * @param ahead how far in the future a confirmation may be, as clocks differ
     * @return number of confirmations that were left out
     */
    Uni<Integer> write(Mutiny.Session session, Duration ahead) {
        return DatabaseClock.now(session).flatMap(now -> {
            Instant limit = now.plus(ahead);
            int ignored = removeAfter(limit);
            return FindingRepository.lockForConfirming(session)
                    .chain(() -> BatchStatement.execute(session, DELETE, "ids", discarded))
                    .chain(() -> confirm(session, limit))
                    .chain(() -> FindingRepository.updateObserved(session, confirmed.keySet()))
                    .replaceWith(ignored);
        });
    }

    private int removeAfter(Instant limit) {
        int all = size();
        confirmed.values().forEach(of -> of.removeIf(confirmation -> isAfter(confirmation, limit)));
        confirmed.values().removeIf(List::isEmpty);
        return all - size();
    }

    private int size() {
        return confirmed.values().stream().mapToInt(List::size).sum();
    }

    private static boolean isAfter(FindingConfirmation confirmation, Instant limit) {
        FindingConfirmation.Observation observed = confirmation.observed();
        return Stream.of(
                        confirmation.through(),
                        confirmation.lastWork(),
                        confirmation.lastProcess(),
                        observed == null ? null : observed.window().to())
                .anyMatch(time -> time != null && time.isAfter(limit));
    }

    private Uni<Void> confirm(Mutiny.Session session, Instant limit) {
        return confirmed.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery(CONFIRM)
                        .setParameter("rows", Json.text(rows()))
                        .setParameter("limit", limit)
                        .executeUpdate()
                        .replaceWithVoid();
    }

    private List<Map<String, @Nullable Object>> rows() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        confirmed.forEach((id, all) -> all.forEach(confirmation -> rows.add(row(id, confirmation))));
        return rows;
    }

    private static Map<String, @Nullable Object> row(String id, FindingConfirmation confirmation) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("through", confirmation.through());
        row.put("work", confirmation.lastWork());
        row.put("process", confirmation.lastProcess());
        row.put("observed", confirmation.observed());
        return row;
    }
}
