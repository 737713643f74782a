package dev.gleaner.actuator.approval.exemption;

import dev.gleaner.actuator.reactive.AsyncLoop;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.actuator.reactive.PeriodicRun;
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
 * Publishes exemptions to Kafka, one at a time under its row lock, and marks each after Kafka has accepted it. After a crash
 * in between it is published again with the same key, which changes nothing.
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

    /** Does not run before the application has started, since the channel of the topic does not exist until then. */
    @Scheduled(
            every = "${actuator.exemption.publish-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                publishAll(),
                failure -> Log.warn("Exemptions can't be published now; it will be tried again", failure));
    }

    /** Publishes all changed exemptions. One that can't be published does not block the others. */
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
