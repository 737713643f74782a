package dev.gleaner.actuator.audit.keys;

import dev.gleaner.actuator.audit.AuditAlarm;
import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.reactive.ContextBoundUni;
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
 * Signs the end of the chain from time to time and lays it down outside Kafka and PostgreSQL. It signs only a chain that
 * holds what was laid down before: else whoever rewrites the database would have it signed.
 *
 * <p>Actuators take turns by an advisory lock, so that no head can be signed by a key that another has just replaced. That
 * lock is held while files are read and written; the row lock of the chain's end, which everything that is audited waits
 * for, is not.
 */
@ApplicationScoped
public class HeadSigner {

    /** Any number that nothing else locks by; readable in {@code pg_locks} as "head". */
    private static final int LOCK = 0x68656164;

    /** Verification looks no further back from a head in the chain for the entry that it names. */
    private static final int FAR = 2048;

    private static final String TRY = "select pg_try_advisory_xact_lock(" + LOCK + ")";

    private final Mutiny.SessionFactory sessions;
    private final AuditChain chain;
    private final SigningKeyring keys;
    private final SignedHeadStore folder;
    private final AuditAlarm alarm;

    /** The last head that this process laid down or saw, whatever becomes of the folder. */
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
        return sign().invoke(alarm::reportSigned)
                .onFailure()
                .invoke(alarm::reportUnsigned)
                .onFailure()
                .recoverWithNull();
    }

    /** Signs the end of the chain unless it is signed already, or another actuator is about to. */
    Uni<Void> sign() {
        return runExclusively(turn -> turn.end()
                        .filter(last -> last.kind() != AuditEntry.Kind.HEAD)
                        .map(last -> append(turn, AuditDraft.GLEANER, key -> signEnd(last, key)))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .replaceWithVoid();
    }

    /**
     * Hands over to a new key, in the name of a person; the new key. Fails with {@link HeadNotSignedException} when the chain is not to be
     * signed, and while another actuator signs.
     */
    Uni<VerifyingKey> rotate(String actor) {
        return runExclusively(turn -> ContextBoundUni.blocking(() -> folder.callWithTimeout(keys::generate))
                        .map(SigningKey::verifyingKey)
                        .flatMap(next -> append(turn, actor, key -> signHandover(turn.end(), key, next))
                                .map(inChain -> inChain.filter(is -> is).map(is -> next))))
                .map(next -> next.orElseThrow(() -> new HeadNotSignedException("the audit is busy; try again")));
    }

    /** Work of the one who signs; empty when that is another. Fails with {@link HeadNotSignedException} when nothing is to be signed. */
    private <T> Uni<Optional<T>> runExclusively(Function<Turn, Uni<Optional<T>>> work) {
        return sessions.withTransaction(session -> session.createNativeQuery(TRY, Boolean.class)
                .getSingleResult()
                .flatMap(ours -> ours
                        ? loadChainState(session).flatMap(work::apply)
                        : Uni.createFrom().item(Optional.<T>empty())));
    }

    private Uni<Turn> loadChainState(Mutiny.Session session) {
        return AuditEntryRepository.findLast(session)
                .flatMap(end -> AuditEntryRepository.findLastHead(session)
                        .map(entry -> entry.map(HeadSigner::headOf))
                        .flatMap(inChain -> ContextBoundUni.blocking(folder::last)
                                .call(outside -> requireHeadsPresent(session, inChain, outside))
                                .call(outside -> firstKey(inChain.isEmpty() && outside.isEmpty()))
                                .map(outside -> new Turn(session, end, inChain))));
    }

    /** What was laid down has to be there, and has to be what the chain says. */
    private Uni<Void> requireHeadsPresent(
            Mutiny.Session session, Optional<SignedHead> inChain, Optional<SignedHead> outside) {
        long there = outside.map(SignedHead::sequence).orElse(-1L);
        for (Optional<SignedHead> laidDown : List.of(inChain, remembered)) {
            if (laidDown.filter(head -> head.sequence() > there).isPresent()) {
                return Uni.createFrom()
                        .failure(new HeadNotSignedException("the folder of signed heads has lost the head of sequence "
                                + laidDown.get().sequence()));
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

    /** Made where nothing was ever signed. Beside a chain that has heads another key would be worth nothing. */
    private Uni<VerifyingKey> firstKey(boolean begins) {
        return ContextBoundUni.blocking(() -> keys.first().orElseGet(() -> {
            if (begins) {
                return folder.callWithTimeout(keys::createFirst);
            }
            throw new HeadNotSignedException("the public key that all trust begins with is lost; restore it");
        }));
    }

    /** Lays down first: what is in the chain is in the folder too. Whether it is in the chain. */
    private Uni<Optional<Boolean>> append(Turn turn, String actor, Function<SigningKey, SignedHead> sign) {
        return ContextBoundUni.blocking(() -> folder.add(() -> sign.apply(keys.byId(keyId(turn)))))
                .invoke(this::remember)
                .flatMap(head -> turn.session()
                        .createNativeQuery("select sequence from audit_head where id = 1", Long.class)
                        .getSingleResult()
                        .flatMap(end -> end - head.sequence() > FAR
                                ? Uni.createFrom().item(Optional.of(false))
                                : chain.append(turn.session(), entry(actor, head))
                                        .replaceWith(Optional.of(true))));
    }

    /** The key that the last head of the chain names; the first, as long as there is none. */
    private String keyId(Turn turn) {
        return turn.inChain()
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

    /** The head that an entry of kind head holds. */
    public static SignedHead headOf(AuditEntry entry) {
        return Json.read(Json.bytes(entry.detail()), SignedHead.class);
    }

    private static AuditDraft entry(String actor, SignedHead head) {
        Map<String, @Nullable Object> detail = new HashMap<>();
        Json.tree(head).properties().forEach(field -> detail.put(field.getKey(), field.getValue()));
        return new AuditDraft(actor, AuditEntry.Kind.HEAD, null, null, detail);
    }

    /**
     * What is known while this actuator alone signs.
     *
     * @param end the last entry of the chain
     * @param inChain the last head in it
     */
    private record Turn(Mutiny.Session session, Optional<AuditEntry> end, Optional<SignedHead> inChain) {}

    /** Why the end of the audit is not signed. */
    public static final class HeadNotSignedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        HeadNotSignedException(String message) {
            super(message);
        }
    }
}
