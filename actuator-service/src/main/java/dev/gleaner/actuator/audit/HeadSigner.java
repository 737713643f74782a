package dev.gleaner.actuator.audit;

import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Signs the end of the chain from time to time and lays it down outside Kafka and PostgreSQL. */
@ApplicationScoped
class HeadSigner {

    private final Mutiny.SessionFactory sessions;
    private final AuditChain chain;
    private final SigningKey key;
    private final Heads heads;

    HeadSigner(Mutiny.SessionFactory sessions, AuditChain chain, AuditConfig config) {
        this.sessions = sessions;
        this.chain = chain;
        this.key = SigningKey.open(config.keyFile());
        this.heads = new Heads(config.headsFolder());
    }

    @Scheduled(every = "${actuator.audit.head-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return sign().onFailure()
                .invoke(failure -> Log.error("The audit's head can't be signed; the audit goes on without", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Signs the end of the chain unless it is signed already. */
    Uni<Void> sign() {
        return sessions.withTransaction(HeadSigner::end)
                .flatMap(end -> end.filter(last -> last.kind() != AuditEntry.Kind.HEAD)
                        .map(this::sign)
                        .orElse(Uni.createFrom().voidItem()));
    }

    /** The last head that was laid down. Blocks. */
    Optional<SignedHead> last() {
        return heads.last();
    }

    /** Whether a head is ours and as we signed it. */
    boolean signed(SignedHead head) {
        return head.isBy(key);
    }

    private Uni<Void> sign(AuditEntry last) {
        return BackOnContext.blocking(() -> layDown(last))
                .flatMap(head -> sessions.withTransaction(session -> chain.append(session, entry(head))));
    }

    private SignedHead layDown(AuditEntry last) {
        SignedHead head = SignedHead.of(last.sequence(), last.hash(), last.at(), key);
        heads.add(head);
        return head;
    }

    private static Uni<Optional<AuditEntry>> end(Mutiny.Session session) {
        return session.createQuery("from AuditRow order by sequence desc", AuditRow.class)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(row -> Optional.ofNullable(row).map(AuditRow::entry));
    }

    private static AuditDraft entry(SignedHead head) {
        return new AuditDraft(
                AuditDraft.GLEANER,
                AuditEntry.Kind.HEAD,
                null,
                null,
                Map.of(
                        "sequence", head.sequence(),
                        "hash", head.hash(),
                        "at", head.at(),
                        "keyId", head.keyId(),
                        "signature", head.signature()));
    }
}
