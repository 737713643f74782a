package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Queries of table {@code aws_call}: the calls in the audit that CloudTrail has to report. A call is inserted in the
 * transaction in which it enters the audit.
 */
public final class AuditedCallRepository {

    private static final String EXPECT = """
            insert into aws_call (sequence, request_id, trail, at) values (:sequence, :request, :trail, :at)
            """;

    private static final String MATCH = """
            update aws_call set echo = :event where sequence =
              (select min(sequence) from aws_call where request_id = :request and echo is null)
            returning sequence
            """;

    /** Calls that a trail known to report Gleaner should have reported by now. */
    private static final String MISSING = """
            from aws_call c where c.echo is null and c.at < now() - make_interval(secs => :seconds)
             and exists (select 1 from echo_trail t where t.trail = c.trail or c.trail = ' ')
            """;

    private static final String NEWLY_MISSING = "update aws_call set alarmed = true where not alarmed and sequence in"
            + " (select c.sequence " + MISSING + ") returning sequence, request_id, trail";

    private AuditedCallRepository() {}

    /** A call that CloudTrail did not report in time. */
    public record MissingCall(long sequence, String requestId, String trail) {}

    /** Inserts those of the entries that are calls; the entries are in the database already. */
    static Uni<Void> insertExpected(Mutiny.Session session, List<AuditEntry> entries) {
        List<AuditEntry> calls = entries.stream()
                .filter(entry -> entry.kind() == AuditEntry.Kind.CALLED)
                .toList();
        return Multi.createFrom()
                .iterable(calls)
                .onItem()
                .transformToUniAndConcatenate(call -> insertExpected(session, call))
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<Integer> insertExpected(Mutiny.Session session, AuditEntry call) {
        return session.createNativeQuery(EXPECT)
                .setParameter("sequence", call.sequence())
                .setParameter("request", call.detail().path("awsRequest").asText())
                .setParameter("trail", TrailName.forResource(call.resource()))
                .setParameter("at", call.at())
                .executeUpdate();
    }

    /** Records the CloudTrail event of the first call with this request id that has none, and returns its sequence or null. */
    public static Uni<@Nullable Long> match(Mutiny.Session session, String event, String request) {
        return session.createNativeQuery(MATCH, Long.class)
                .setParameter("event", event)
                .setParameter("request", request)
                .getSingleResultOrNull();
    }

    /** Returns the calls that are missing for longer than this and were not returned before. */
    public static Uni<List<MissingCall>> markNewlyMissing(Mutiny.Session session, Duration patience) {
        return session.createNativeQuery(NEWLY_MISSING, Tuple.class)
                .setParameter("seconds", (double) patience.toSeconds())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new MissingCall(
                                row.get(0, Number.class).longValue(),
                                row.get(1, String.class),
                                row.get(2, String.class)))
                        .toList());
    }

    /** Returns the number of calls that are missing for longer than this. */
    public static Uni<Long> countMissing(Mutiny.Session session, Duration patience) {
        return session.createNativeQuery("select count(*) " + MISSING, Long.class)
                .setParameter("seconds", (double) patience.toSeconds())
                .getSingleResult();
    }
}
