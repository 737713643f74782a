package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.database.RequestTransaction;
import dev.gleaner.actuator.reactive.PeriodicRun;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code slack_request}: the responses to requests by their signature, so that a redelivery gets the same one. */
@ApplicationScoped
class SlackRequestRepository {

    private final Mutiny.SessionFactory sessions;
    private final RequestTransaction requests;
    private final SlackConfig config;

    SlackRequestRepository(Mutiny.SessionFactory sessions, RequestTransaction requests, SlackConfig config) {
        this.sessions = sessions;
        this.requests = requests;
        this.config = config;
    }

    /**
     * Responds to a request in a transaction together with everything that the response reports. A request that was
     * answered before, or is being answered at the same time, gets that response. One that was answered with 503 changes
     * nothing, and its redelivery is a new request.
     */
    Uni<ClickResponse> respondOnce(String signature, Function<Mutiny.Session, Uni<ClickResponse>> respond) {
        return requests.change(session -> insert(session, signature)
                .flatMap(inserted -> inserted
                        ? respond.apply(session).call(response -> saveResponse(session, signature, response))
                        : loadResponse(session, signature)));
    }

    /** Waits for a transaction that inserted the same signature; returns false if that transaction committed. */
    private static Uni<Boolean> insert(Mutiny.Session session, String signature) {
        return session.createNativeQuery(
                        "insert into slack_request (signature) values (:signature) on conflict do nothing")
                .setParameter("signature", signature)
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    private static Uni<Void> saveResponse(Mutiny.Session session, String signature, ClickResponse clickResponse) {
        return session.createNativeQuery("update slack_request set answer = :answer where signature = :signature")
                .setParameter("answer", Json.text(clickResponse))
                .setParameter("signature", signature)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<ClickResponse> loadResponse(Mutiny.Session session, String signature) {
        return session.createNativeQuery("select answer from slack_request where signature = :signature", String.class)
                .setParameter("signature", signature)
                .getSingleResult()
                .map(json -> Json.read(json, ClickResponse.class));
    }

    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return PeriodicRun.reportFailure(
                deleteExpired(),
                failure -> Log.warn("Old requests can't be deleted now; it will be tried again", failure));
    }

    private Uni<Void> deleteExpired() {
        return sessions.withTransaction(session -> session.createNativeQuery(
                        "delete from slack_request where seen_at < now() - make_interval(secs => :seconds)")
                .setParameter("seconds", (double) config.remember().toSeconds())
                .executeUpdate()
                .replaceWithVoid());
    }
}
