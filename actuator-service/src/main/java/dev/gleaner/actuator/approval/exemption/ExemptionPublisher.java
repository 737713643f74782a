package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Brings exemptions to Kafka: one at a time under its row lock, marked once Kafka has it. Dying in between sends it again,
 * which changes nothing, as the key stays the same.
 */
@ApplicationScoped
class ExemptionPublisher {

    private static final String NEXT = "select * from exemption where published < version and id > :after"
            + " order by id limit 1 for update skip locked";

    private final Mutiny.SessionFactory sessions;
    private final MutinyEmitter<Record<String, byte[]>> topic;

    ExemptionPublisher(
            Mutiny.SessionFactory sessions, @Channel("exemptions") MutinyEmitter<Record<String, byte[]>> topic) {
        this.sessions = sessions;
        this.topic = topic;
    }

    /** Not before the application runs: only then the topic's channel is there. */
    @Scheduled(
            every = "${actuator.exemption.publish-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> tick() {
        return publishAll()
                .onFailure()
                .invoke(failure -> Log.warn("Exemptions can't be published now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Publishes all that is not so far. One that can't be published keeps none of those after it back. */
    Uni<Void> publishAll() {
        AtomicLong after = new AtomicLong(Long.MIN_VALUE);
        return AsyncLoop.repeatWhileTrue(() ->
                sessions.withTransaction(session -> session.createNativeQuery(NEXT, ExemptionRow.class)
                        .setParameter("after", after.get())
                        .getSingleResultOrNull()
                        .flatMap(row -> row == null
                                ? Uni.createFrom().item(false)
                                : publish(row).invoke(() -> after.set(row.id())).replaceWith(true))));
    }

    private Uni<Void> publish(ExemptionRow row) {
        byte @Nullable [] value = row.exemption().map(Json::bytes).orElse(null);
        return ContextBoundUni.emitOnContext(topic.send(Record.of(row.topicKey(), value)))
                .invoke(row::markPublished)
                .onFailure()
                .recoverWithUni(failure -> {
                    Log.warnf(failure, "Exemption %d can't be published now; it will be tried again", row.id());
                    return Uni.createFrom().voidItem();
                });
    }
}
