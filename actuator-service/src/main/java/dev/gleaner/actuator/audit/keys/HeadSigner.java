package dev.gleaner.actuator.audit.keys;

import dev.gleaner.actuator.audit.AuditAlarm;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Signs the end of the chain periodically and stores the signed head outside Kafka and PostgreSQL. It signs only a chain
 * that contains all earlier heads: otherwise a rewritten database would get signed.
 *
 * <p>Actuators take turns by an advisory lock, so that no head is signed by a key that another actuator has just replaced.
 * This lock is held while files are read and written; the row lock on the end of the chain, for which all audited
 * transactions wait, is not.
 */
@ApplicationScoped
public class HeadSigner {

    /** Key of the advisory lock, used by nothing else; "head" in ASCII. */
    private static final int LOCK = 0x68656164;

    /** Largest distance between a head in the chain and the entry that it names; verification accepts no larger one. */
    private static final int MAX_DISTANCE = 2048;

    private static final String TRY = "select pg_try_advisory_xact_lock(" + LOCK + ")";

    private final Mutiny.SessionFactory sessions;
    private final AuditChain chain;
    private final SigningKeyring keys;
    private final SignedHeadStore folder;
    private final AuditAlarm alarm;

    /** The last head that this process stored or read, even if it is later removed from the folder. */
    private volatile Optional<SignedHead> remembered = Optional.empty();

    HeadSigner(
            Mutiny.SessionFactory sessions,
            AuditChain chain,
            SigningKeyring keys,
            SignedHeadStore folder,
            AuditAlarm alarm) {
        this.sessions = sessions;
        this.chain = chain;
        this.keys = keys;
        this.folder = folder;
        this.alarm = alarm;
    }

    @Scheduled(every = "${actuator.audit.head-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(sign().invoke(alarm::reportSigned), alarm::reportUnsigned);
    }

    /** Signs the end of the chain unless it is signed already, or another actuator holds the lock. */
    Uni<Void> sign() {
        return runExclusively(state -> state.end()
                        .filter(last -> last.kind() != AuditEntry.Kind.HEAD)
                        .map(last -> append(state, AuditDraft.GLEANER, key -> signEnd(last, key)))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .replaceWithVoid();
    }

    /**
     * Rotates the key on behalf of a person and returns the new one. Fails with {@link HeadNotSignedException} if the chain
     * must not be signed, or while another actuator signs.
     */
    Uni<VerifyingKey> rotate(String actor) {
        return runExclusively(state -> ContextBoundUni.blocking(() -> folder.callWithTimeout(keys::generate))
                        .map(SigningKey::verifyingKey)
                        .flatMap(next -> append(state, actor, key -> signHandover(state.end(), key, next))
                                .map(inChain -> inChain.filter(is -> is).map(is -> next))))
                .map(next -> next.orElseThrow(() -> new HeadNotSignedException("the audit is busy; try again")));
    }

    /** Works under the lock; empty if another actuator holds it. Fails with {@link HeadNotSignedException} if nothing may be signed. */
    private <T> Uni<Optional<T>> runExclusively(Function<ChainState, Uni<Optional<T>>> work) {
        return sessions.withTransaction(session -> session.createNativeQuery(TRY, Boolean.class)
                .getSingleResult()
                .flatMap(ours -> ours
                        ? loadChainState(session).flatMap(work::apply)
                        : Uni.createFrom().item(Optional.<T>empty())));
    }

    private Uni<ChainState> loadChainState(Mutiny.Session session) {
        return AuditEntryRepository.findLast(session)
                .flatMap(end -> AuditEntryRepository.findLastHead(session)
                        .map(entry -> entry.map(HeadSigner::headOf))
                        .flatMap(inChain -> ContextBoundUni.blocking(folder::last)
                                .call(outside -> requireHeadsPresent(session, inChain, outside))
                                .call(outside -> firstKey(inChain.isEmpty() && outside.isEmpty()))
                                .map(outside -> new ChainState(session, end, inChain))));
    }

    /** Requires that earlier heads are in the folder and agree with the chain. */
    private Uni<Void> requireHeadsPresent(
            Mutiny.Session session, Optional<SignedHead> inChain, Optional<SignedHead> outside) {
        long there = outside.map(SignedHead::sequence).orElse(-1L);
        for (Optional<SignedHead> stored : List.of(inChain, remembered)) {
            if (stored.filter(head -> head.sequence() > there).isPresent()) {
                return Uni.createFrom()
                        .failure(new HeadNotSignedException("the folder of signed heads has lost the head of sequence "
                                + stored.get().sequence()));
            }
        }
        return requireOnChain(session, outside)
                .chain(() -> requireOnChain(session, remembered))
                .invoke(() -> outside.ifPresent(this::remember));
    }

    private static Uni<Void> requireOnChain(Mutiny.Session session, Optional<SignedHead> head) {
        return head.map(signed -> hashAt(session, signed.sequence())
                        .invoke(hash -> {
                            if (!signed.hash().equals(hash)) {
                                throw new HeadNotSignedException(
                                        "the audit is not the one whose head was signed: at sequence "
                                                + signed.sequence()
                                                + (hash == null ? " it has no entry" : " it has another entry"));
                            }
                        })
                        .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Uni<@Nullable String> hashAt(Mutiny.Session session, long sequence) {
        return sequence == 0
                ? Uni.createFrom().item(AuditEntry.GENESIS)
                : AuditEntryRepository.findHash(session, sequence);
    }

    /** Returns the first key, and creates it only if nothing was ever signed: a chain with heads needs its own key. */
    private Uni<VerifyingKey> firstKey(boolean begins) {
        return ContextBoundUni.blocking(() -> keys.first().orElseGet(() -> {
            if (begins) {
                return folder.callWithTimeout(keys::createFirst);
            }
            throw new HeadNotSignedException("the first trusted public key is lost; restore it");
        }));
    }

    /**
     * Stores a head in the folder, then appends it to the chain, so that every head of the chain is in the folder. Returns
     * whether it was appended.
     */
    private Uni<Optional<Boolean>> append(ChainState state, String actor, Function<SigningKey, SignedHead> sign) {
        return ContextBoundUni.blocking(() -> folder.add(() -> sign.apply(keys.byId(keyId(state)))))
                .invoke(this::remember)
                .flatMap(head -> state.session()
                        .createNativeQuery("select sequence from audit_head where id = 1", Long.class)
                        .getSingleResult()
                        .flatMap(end -> end - head.sequence() > MAX_DISTANCE
                                ? Uni.createFrom().item(Optional.of(false))
                                : chain.append(state.session(), entry(actor, head))
                                        .replaceWith(Optional.of(true))));
    }

    /** Returns the id of the key that the last head of the chain names; of the first key if there is no head. */
    private String keyId(ChainState state) {
        return state.inChain()
                .map(head -> head.next() == null ? head.keyId() : head.next().keyId())
                .orElseGet(() -> keys.first().orElseThrow().id());
    }

    private synchronized void remember(SignedHead head) {
        remembered =
                remembered.filter(known -> known.sequence() > head.sequence()).or(() -> Optional.of(head));
    }

    private static SignedHead signEnd(AuditEntry last, SigningKey key) {
        return SignedHead.sign(last.sequence(), last.hash(), last.at(), key);
    }

    private static SignedHead signHandover(Optional<AuditEntry> end, SigningKey key, VerifyingKey next) {
        return end.map(last -> SignedHead.signHandover(last.sequence(), last.hash(), last.at(), key, next))
                .orElseGet(() -> SignedHead.signHandover(0, AuditEntry.GENESIS, Instant.EPOCH, key, next));
    }

    /** Returns the signed head of an entry of that kind. */
    public static SignedHead headOf(AuditEntry entry) {
        return Json.read(Json.bytes(entry.detail()), SignedHead.class);
    }

    private static AuditDraft entry(String actor, SignedHead head) {
        Map<String, @Nullable Object> detail = new HashMap<>();
        Json.tree(head).properties().forEach(field -> detail.put(field.getKey(), field.getValue()));
        return new AuditDraft(actor, AuditEntry.Kind.HEAD, null, null, detail);
    }

    /**
     * State of the chain while the lock is held.
     *
     * @param end the last entry of the chain
     * @param inChain the last head in the chain
     */
    private record ChainState(Mutiny.Session session, Optional<AuditEntry> end, Optional<SignedHead> inChain) {}

    /** The end of the audit can't or must not be signed. */
    public static final class HeadNotSignedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        HeadNotSignedException(String message) {
            super(message);
        }
    }
}
