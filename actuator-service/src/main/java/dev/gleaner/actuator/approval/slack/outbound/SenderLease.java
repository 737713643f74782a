package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.database.LeaseOwner;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** Lets one actuator talk to Slack at a time, by the database's clock, and none while Slack asked to wait. */
@ApplicationScoped
class SenderLease {

    private static final String HOLD = """
            update slack_sender set owner = :owner, until = now() + make_interval(secs => :seconds)
             where id = 1 and (owner = :owner or until < now()) and not_before <= now()
            """;

    private final Mutiny.SessionFactory sessions;
    private final SlackConfig config;
    private final LeaseOwner owner;

    SenderLease(Mutiny.SessionFactory sessions, SlackConfig config, LeaseOwner owner) {
        this.sessions = sessions;
        this.config = config;
        this.owner = owner;
    }

    /** Takes or prolongs the lease; false when it is not our turn. */
    Uni<Boolean> acquireOrRenew() {
        return sessions.withTransaction(session -> session.createNativeQuery(HOLD)
                .setParameter("owner", owner.name())
                .setParameter("seconds", (double) config.senderLease().toSeconds())
                .executeUpdate()
                .map(held -> held == 1));
    }
}
