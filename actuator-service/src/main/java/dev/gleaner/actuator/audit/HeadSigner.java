package dev.gleaner.actuator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.json.Json;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Signs the end of the chain from time to time and lays it down outside Kafka and PostgreSQL. It does so under the row
 * lock of the chain's end, so that no head can be signed by a key that another actuator has just replaced.
 */
@ApplicationScoped
class HeadSigner {

    private final Mutiny.SessionFactory sessions;
    private final AuditChain chain;
    private final Keyring keys;
    private final Heads heads;

    HeadSigner(Mutiny.SessionFactory sessions, AuditChain chain, Keyring keys, AuditConfig config) {
        this.sessions = sessions;
        this.chain = chain;
        this.keys = keys;
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
        return sessions.withTransaction(session -> end(session)
                .flatMap(end -> end.filter(last -> last.kind() != AuditEntry.Kind.HEAD)
                        .map(last -> append(session, AuditDraft.GLEANER, key -> plain(last, key)))
                        .orElse(Uni.createFrom().voidItem())));
    }

    /** Hands over to a new key, in the name of a person; the new key. */
    Uni<VerifyingKey> rotate(String actor) {
        return BackOnContext.blocking(keys::generate)
                .map(SigningKey::verifying)
                .call(next -> sessions.withTransaction(session ->
                        end(session).flatMap(end -> append(session, actor, key -> handingOver(end, key, next)))));
    }

    /** The last head that was laid down. Blocks. */
    Optional<SignedHead> last() {
        return heads.last();
    }

    private Uni<Void> append(Mutiny.Session session, String actor, Function<SigningKey, SignedHead> sign) {
        return keyId(session)
                .flatMap(id -> BackOnContext.blocking(() -> layDown(sign.apply(keys.byId(id)))))
                .flatMap(head -> chain.append(session, entry(actor, head)));
    }

    private SignedHead layDown(SignedHead head) {
        heads.add(head);
        return head;
    }

    private static SignedHead plain(AuditEntry last, SigningKey key) {
        return SignedHead.of(last.sequence(), last.hash(), last.at(), key);
    }

    private static SignedHead handingOver(Optional<AuditEntry> end, SigningKey key, VerifyingKey next) {
        return end.map(last -> SignedHead.handingOver(last.sequence(), last.hash(), last.at(), key, next))
                .orElseGet(() -> SignedHead.handingOver(0, AuditEntry.GENESIS, Instant.EPOCH, key, next));
    }

    /** Under the lock that gives out the places in the chain. */
    private static Uni<Optional<AuditEntry>> end(Mutiny.Session session) {
        return session.createNativeQuery("select sequence from audit_head where id = 1 for update", Long.class)
                .getSingleResult()
                .chain(() -> session.createQuery("from AuditRow order by sequence desc", AuditRow.class)
                        .setMaxResults(1)
                        .getSingleResultOrNull())
                .map(row -> Optional.ofNullable(row).map(AuditRow::entry));
    }

    /** The key that the last head of the chain names; the first, as long as there is none. */
    private Uni<String> keyId(Mutiny.Session session) {
        return session.createQuery("from AuditRow where kind = 'head' order by sequence desc", AuditRow.class)
                .setMaxResults(1)
                .getSingleResultOrNull()
                .map(row -> row == null ? keys.first().id() : keyId(row.entry().detail()));
    }

    private static String keyId(JsonNode head) {
        return head.path("next").path("keyId").asText(head.path("keyId").asText());
    }

    private static AuditDraft entry(String actor, SignedHead head) {
        Map<String, @Nullable Object> detail = new HashMap<>();
        Json.tree(head).properties().forEach(field -> detail.put(field.getKey(), field.getValue()));
        return new AuditDraft(actor, AuditEntry.Kind.HEAD, null, null, detail);
    }
}
