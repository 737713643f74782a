package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** Remembers, in the transaction in which a call enters the audit, that CloudTrail is to tell of it. */
final class AuditedCallRepository {

    private static final String EXPECT = """
            insert into aws_call (sequence, request_id, trail, at) values (:sequence, :request, :trail, :at)
            """;

    private AuditedCallRepository() {}

    /** Those of the entries that are calls; the entries are in the database. */
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
}
