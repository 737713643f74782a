package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.json.Json;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Confirmations as they came, to be written by one statement however many they are: each open finding has one an hour. */
final class Confirmations {

    private static final String FORGET = "delete from confirmation where finding_id in (:ids)";
    private static final String CONFIRM = """
            insert into confirmation (finding_id, through, last_work, last_process)
            select id, max(through), max(work), max(process)
              from jsonb_to_recordset(cast(cast(:rows as text) as jsonb))
                as row (id text, through timestamptz, work timestamptz, process timestamptz)
             group by id order by id
            on conflict (finding_id) do update set through = greatest(confirmation.through, excluded.through),
              last_work = greatest(confirmation.last_work, excluded.last_work),
              last_process = greatest(confirmation.last_process, excluded.last_process)
            """;

    private final Set<String> forgotten = new LinkedHashSet<>();
    private final Map<String, List<Confirmation>> confirmed = new LinkedHashMap<>();

    /** One more of a finding. */
    void add(String finding, Confirmation confirmation) {
        confirmed.computeIfAbsent(finding, id -> new ArrayList<>()).add(confirmation);
    }

    /** The finding is confirmed no more, whatever was said of it before. */
    void forget(String finding) {
        forgotten.add(finding);
        confirmed.remove(finding);
    }

    /** Writes them in the caller's transaction. */
    Uni<Void> write(Mutiny.Session session) {
        return forget(session).chain(() -> confirm(session));
    }

    private Uni<Void> forget(Mutiny.Session session) {
        return forgotten.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery(FORGET)
                        .setParameter("ids", forgotten)
                        .executeUpdate()
                        .replaceWithVoid();
    }

    private Uni<Void> confirm(Mutiny.Session session) {
        return confirmed.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery(CONFIRM)
                        .setParameter("rows", Json.text(rows()))
                        .executeUpdate()
                        .replaceWithVoid();
    }

    private List<Map<String, @Nullable Object>> rows() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        confirmed.forEach((id, all) -> all.forEach(confirmation -> rows.add(row(id, confirmation))));
        return rows;
    }

    private static Map<String, @Nullable Object> row(String id, Confirmation confirmation) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("through", confirmation.through());
        row.put("work", confirmation.lastWork());
        row.put("process", confirmation.lastProcess());
        return row;
    }
}
