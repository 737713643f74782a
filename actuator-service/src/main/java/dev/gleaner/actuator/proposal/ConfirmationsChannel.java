package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.reactive.Patience;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.json.Json;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** gleaner.confirmations -> up to when the analyzer confirmed each finding; what can't be read -> dead letters. */
@ApplicationScoped
class ConfirmationsChannel {

    private static final String CONFIRM = """
        insert into confirmation (finding_id, through, last_work, last_process)
        values (:id, :through, cast(cast(:work as text) as timestamptz),
          cast(cast(:process as text) as timestamptz))
        on conflict (finding_id) do update set through = greatest(confirmation.through, excluded.through),
          last_work = greatest(confirmation.last_work, excluded.last_work),
          last_process = greatest(confirmation.last_process, excluded.last_process)
        """;

    private final Mutiny.SessionFactory sessions;
    private final DeadLetters deadLetters;

    ConfirmationsChannel(Mutiny.SessionFactory sessions, DeadLetters deadLetters) {
        this.sessions = sessions;
        this.deadLetters = deadLetters;
    }

    @Incoming("confirmations")
    Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
        Uni<Void> all = sessions.withTransaction(session -> Multi.createFrom()
                .iterable(records)
                .onItem()
                .transformToUniAndConcatenate(record -> take(session, record))
                .onItem()
                .ignoreAsUni());
        return Patience.withFailuresOf("taking confirmations in", all);
    }

    private Uni<Void> take(Mutiny.Session session, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() != null && record.value() == null) {
            return session.createNativeQuery("delete from confirmation where finding_id = :id")
                    .setParameter("id", id(record))
                    .executeUpdate()
                    .replaceWithVoid();
        }
        try {
            return confirm(session, id(record), confirmation(record));
        } catch (RuntimeException e) {
            return deadLetters.put(Place.of(record), Place.bytes(record), String.valueOf(e.getMessage()));
        }
    }

    private static Uni<Void> confirm(Mutiny.Session session, String id, Confirmation confirmation) {
        return session.createNativeQuery(CONFIRM)
                .setParameter("id", id)
                .setParameter("through", confirmation.through())
                .setParameter("work", text(confirmation.lastWork()))
                .setParameter("process", text(confirmation.lastProcess()))
                .executeUpdate()
                .replaceWithVoid();
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return new String(Objects.requireNonNull(record.key(), "a confirmation needs a key"), StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static Confirmation confirmation(ConsumerRecord<byte[], byte[]> record) {
        Confirmation confirmation = Json.read(record.value(), Confirmation.class);
        Objects.requireNonNull(confirmation.through(), "a confirmation needs its through");
        return confirmation;
    }
}
