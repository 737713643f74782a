package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/** The audit, to be read. */
@ApplicationScoped
public class AuditEntryReader {

    private final Mutiny.SessionFactory sessions;

    AuditEntryReader(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** So many entries from a sequence on, in order. */
    public Uni<List<AuditEntry>> readFrom(long sequence, int limit) {
        return sessions.withTransaction(session -> session.createQuery(
                                "from AuditRow where sequence >= :from order by sequence", AuditRow.class)
                        .setParameter("from", sequence)
                        .setMaxResults(limit)
                        .getResultList())
                .map(rows -> rows.stream().map(AuditRow::entry).toList());
    }
}
