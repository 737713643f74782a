package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.reactive.CoalescingTask;
import dev.gleaner.actuator.reactive.InFlightTracker;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Has the guards of an open proposal evaluated again when somebody opens a finding about it, unless that was done shortly before.
 * Nobody waits for it, and an actuator does it for a limited number of findings a minute, however many are opened.
 */
@ApplicationScoped
public class GuardPreviewRefresher {

    private static final String MAKE_DUE = """
            update proposal set guards_due_at = now()
             where state = 'open' and guards_due_at > now()
               and target in (
                 select target from finding
                  where id in (:findings) and guard_preview is not null
                    and cast(cast(guard_preview as jsonb) ->> 'evaluatedAt' as timestamptz)
                        <= now() - make_interval(secs => :seconds))
            """;

    private final Mutiny.SessionFactory sessions;
    private final GuardPreviewJob job;
    private final ProposalConfig config;
    private final CoalescingTask task;
    private final OpenedFindings opened;

    GuardPreviewRefresher(
            Mutiny.SessionFactory sessions,
            GuardPreviewJob job,
            ProposalConfig config,
            InFlightTracker inFlightTracker) {
        this.sessions = sessions;
        this.job = job;
        this.config = config;
        this.opened = new OpenedFindings(config.guardViews());
        this.task = inFlightTracker.newTask(
                this::makeDue,
                failure -> Log.warn("The guards of an opened finding can't be evaluated again now", failure));
    }

    /** Somebody has opened a finding; returns at once. */
    public void opened(String finding) {
        if (opened.add(finding, Instant.now())) {
            task.trigger();
        }
    }

    private Uni<Void> makeDue() {
        Set<String> findings = opened.take();
        return findings.isEmpty()
                ? Uni.createFrom().voidItem()
                : sessions.withTransaction(session -> session.createNativeQuery(MAKE_DUE)
                                .setParameter("findings", findings)
                                .setParameter("seconds", config.guardViewAge().toSeconds())
                                .executeUpdate())
                        .invoke(changed -> {
                            if (changed > 0) {
                                job.trigger();
                            }
                        })
                        .replaceWithVoid();
    }

    /** Opened findings that wait to be looked at, so many in a minute at most. */
    static final class OpenedFindings {

        private static final Duration MINUTE = Duration.ofMinutes(1);

        private final int most;
        private final Set<String> waiting = new HashSet<>();
        private Instant minute = Instant.MIN;
        private int added;

        OpenedFindings(int most) {
            this.most = most;
        }

        /** Whether the finding was added: it does not wait already, and fewer than the most were added in this minute. */
        synchronized boolean add(String finding, Instant now) {
            if (!now.isBefore(minute.plus(MINUTE))) {
                minute = now;
                added = 0;
            }
            if (added >= most || !waiting.add(finding)) {
                return false;
            }
            added++;
            return true;
        }

        /** Returns what waits, which then no longer does. */
        synchronized Set<String> take() {
            Set<String> taken = Set.copyOf(waiting);
            waiting.clear();
            return taken;
        }
    }
}
