package dev.gleaner.actuator.audit.cloudtrail;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.audit.AuditEntryRepository;
import dev.gleaner.actuator.audit.AuditedCallRepository;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Matches CloudTrail echoes with the calls in the audit, one to one, by the request id of AWS. If the response to a call was
 * lost, the echo is matched with its intent. It owns the table {@code echo}.
 */
@Singleton
record CloudTrailEchoMatcher(Mutiny.SessionFactory sessions, AuditChain audit, CloudTrailEchoConfig config) {

    private static final int BATCH = 200;
    private static final String KEEP = """
            insert into echo (event_id, request_id, document) values (:event, :request, :document) on conflict do nothing
            """;
    private static final String WAITING = """
            select event_id, document, received_at < now() - make_interval(secs => :seconds) from echo
             where state = 'waiting' order by received_at, event_id limit :limit for update skip locked
            """;

    /** Stores echoes, each once. The echo of a read call only shows that its trail reports our calls. */
    Uni<Void> store(List<CloudTrailEcho> batch) {
        return sessions.withTransaction(session -> Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(echo -> ObservedTrailRepository.recordTrail(session, echo)
                        .chain(() -> echo.readOnly() ? Uni.createFrom().item(0) : insertEcho(session, echo)))
                .onItem()
                .ignoreAsUni());
    }

    /** Appends the waiting echoes to the audit that are matched, or known to have no match. */
    Uni<Void> match() {
        return sessions.withTransaction(session -> loadUnmatched(session).flatMap(rows -> {
            List<AuditDraft> drafts = new ArrayList<>();
            return Multi.createFrom()
                    .iterable(rows)
                    .onItem()
                    .transformToUniAndConcatenate(
                            row -> match(session, row).invoke(draft -> draft.ifPresent(drafts::add)))
                    .onItem()
                    .ignoreAsUni()
                    .chain(() -> audit.append(session, drafts));
        }));
    }

    /** Returns the number of records of calls that the audit does not know. */
    static Uni<Long> countUnknown(Mutiny.Session session) {
        return session.createNativeQuery("select count(*) from echo where state = 'unknown'", Long.class)
                .getSingleResult();
    }

    private static Uni<Integer> insertEcho(Mutiny.Session session, CloudTrailEcho echo) {
        return session.createNativeQuery(KEEP)
                .setParameter("event", echo.eventId())
                .setParameter("request", echo.requestId())
                .setParameter("document", Json.text(echo))
                .executeUpdate();
    }

    private Uni<List<Tuple>> loadUnmatched(Mutiny.Session session) {
        return session.createNativeQuery(WAITING, Tuple.class)
                .setParameter("seconds", (double) config.unknownAfter().toSeconds())
                .setParameter("limit", BATCH)
                .getResultList();
    }

    private Uni<Optional<AuditDraft>> match(Mutiny.Session session, Tuple row) {
        CloudTrailEcho echo = Json.read(row.get(1, String.class), CloudTrailEcho.class);
        boolean late = row.get(2, Boolean.class);
        return AuditedCallRepository.match(session, echo.eventId(), echo.requestId())
                .flatMap(call -> call != null
                        ? markKnown(session, echo, "call", call)
                        : late ? matchIntent(session, echo) : Uni.createFrom().item(Optional.empty()));
    }

    /**
     * Matches an echo that has no call. AWS refused the call; or its response was lost, to the actuator or to a retry of the
     * SDK; or somebody else uses our mark or credentials.
     */
    private static Uni<Optional<AuditDraft>> matchIntent(Mutiny.Session session, CloudTrailEcho echo) {
        if (echo.errorCode() != null) {
            return state(session, echo, "refused").replaceWith(Optional.empty());
        }
        return AuditEntryRepository.findIntent(session, String.valueOf(echo.resource()), echo.eventTime())
                .flatMap(intent ->
                        intent != null ? markKnown(session, echo, "intent", intent) : markUnknown(session, echo));
    }

    private static Uni<Optional<AuditDraft>> markKnown(
            Mutiny.Session session, CloudTrailEcho echo, String what, long sequence) {
        if (echo.errorCode() != null) {
            Log.warnf("AWS accepted call %s, but CloudTrail reports %s", echo.requestId(), echo.errorCode());
        }
        return state(session, echo, "known").replaceWith(Optional.of(entry(echo, what, sequence)));
    }

    private static Uni<Optional<AuditDraft>> markUnknown(Mutiny.Session session, CloudTrailEcho echo) {
        Log.errorf(
                "A call of ours that the audit does not contain: %s %s in %s %s at %s",
                echo.eventName(), echo.requestId(), echo.account(), echo.region(), echo.eventTime());
        return state(session, echo, "unknown").replaceWith(Optional.of(entry(echo, "unknown", true)));
    }

    private static Uni<Integer> state(Mutiny.Session session, CloudTrailEcho echo, String state) {
        return session.createNativeQuery("update echo set state = :state where event_id = :event")
                .setParameter("state", state)
                .setParameter("event", echo.eventId())
                .executeUpdate();
    }

    private static AuditDraft entry(CloudTrailEcho echo, String what, Object which) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put(what, which);
        detail.put("awsRequest", echo.requestId());
        detail.put("event", echo.eventId());
        detail.put("name", echo.eventName());
        detail.put("time", echo.eventTime());
        detail.put("account", echo.account());
        detail.put("region", echo.region());
        if (echo.errorCode() != null) {
            detail.put("error", echo.errorCode());
        }
        return new AuditDraft(AuditDraft.GLEANER, AuditEntry.Kind.ECHOED, null, echo.resource(), detail);
    }
}
