package dev.gleaner.actuator.work;

import dev.gleaner.actuator.database.BatchStatement;
import dev.gleaner.actuator.database.TimeColumn;
import dev.gleaner.contracts.finding.GpuActivity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** The table {@code gpu_activity}: for each instance what the readings of its GPUs show. */
@ApplicationScoped
public class GpuActivityRepository {

    /**
     * The analyzer publishes what it knows of an instance in order, so that the last record counts, also where it was read through an
     * earlier time than the one before.
     */
    private static final String STORE = """
            insert into gpu_activity (target, through, gpus, last_work, last_process, last_unknown)
            select target, through, gpus, work, process, unknown
              from jsonb_to_recordset(cast(cast(:rows as text) as jsonb))
                as row (target text, through timestamptz, gpus integer,
                        work timestamptz, process timestamptz, unknown timestamptz)
             order by target
            on conflict (target) do update set
              through = excluded.through, gpus = excluded.gpus, last_work = excluded.last_work,
              last_process = excluded.last_process, last_unknown = excluded.last_unknown
            """;

    private static final String DELETE = "delete from gpu_activity where target in (:targets)";

    private static final String FIND =
            "select through, gpus, last_work, last_process, last_unknown from gpu_activity where target = :target";

    private final Mutiny.SessionFactory sessions;

    GpuActivityRepository(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** Stores the activity by the ARN of the instance, and deletes it where there is none. */
    Uni<Void> store(Map<String, Optional<GpuActivity>> batch) {
        List<String> withdrawn = new ArrayList<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        batch.forEach((target, activity) ->
                activity.ifPresentOrElse(known -> rows.add(row(target, known)), () -> withdrawn.add(target)));
        return sessions.withTransaction(session -> BatchStatement.execute(session, DELETE, "targets", withdrawn)
                .chain(() -> BatchStatement.executeJson(session, STORE, "rows", rows)));
    }

    private static Map<String, @Nullable Object> row(String target, GpuActivity activity) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("target", target);
        row.put("through", activity.through());
        row.put("gpus", activity.gpus());
        row.put("work", activity.lastWork());
        row.put("process", activity.lastProcess());
        row.put("unknown", activity.lastUnknown());
        return row;
    }

    /** What is known of the GPUs of an instance, in a session of its own; empty if the analyzer published nothing. */
    public Uni<Optional<GpuActivity>> find(String target) {
        return sessions.openSession()
                .chain(session -> session.createNativeQuery(FIND, Tuple.class)
                        .setParameter("target", target)
                        .getSingleResultOrNull()
                        .map(row -> Optional.ofNullable(row).map(GpuActivityRepository::activity))
                        .eventually(session::close));
    }

    private static GpuActivity activity(Tuple row) {
        return new GpuActivity(
                Objects.requireNonNull(TimeColumn.instant(row, 0)),
                row.get(1, Integer.class),
                TimeColumn.instant(row, 2),
                TimeColumn.instant(row, 3),
                TimeColumn.instant(row, 4));
    }
}
