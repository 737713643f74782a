package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Fault;
import dev.gleaner.actuator.aws.Resources;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Subject;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.actuator.reactive.Chore;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Works out what would be done, outside of the stream: looks at the target, then shows it with a hash. What can't be
 * looked at stays without a plan and can't be approved.
 */
@ApplicationScoped
class Planner {

    private static final String DUE = """
            select * from proposal where state = 'unplanned' and not_before <= now()
            order by not_before limit 1 for update skip locked
            """;

    private final Mutiny.SessionFactory sessions;
    private final Resources resources;
    private final Changes changes;
    private final AuditChain audit;
    private final ProposalConfig config;
    private final Expiry expiry;
    private final Chore chore;

    Planner(
            Mutiny.SessionFactory sessions,
            Resources resources,
            Changes changes,
            AuditChain audit,
            ProposalConfig config,
            Expiry expiry,
            Vertx vertx) {
        this.sessions = sessions;
        this.resources = resources;
        this.changes = changes;
        this.audit = audit;
        this.config = config;
        this.expiry = expiry;
        this.chore = new Chore(
                vertx, this::planAll, failure -> Log.warn("Plans can't be made now; it will be tried again", failure));
    }

    /** Something may be without a plan: to be called once it is in the database. */
    void wake() {
        chore.wake();
    }

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return chore.run();
    }

    /** Plans everything that is due, one after another. */
    Uni<Void> planAll() {
        return nextDue()
                .flatMap(due -> due.map(found -> plan(found).chain(this::planAll))
                        .orElse(Uni.createFrom().voidItem()));
    }

    /** Puts off the next proposal that is due, so that nobody else plans it meanwhile. */
    private Uni<Optional<Due>> nextDue() {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(DUE, Proposal.class)
                        .getSingleResultOrNull()
                        .flatMap(proposal -> proposal == null
                                ? Uni.createFrom().item(Optional.empty())
                                : putOff(session, proposal, now).map(Optional::of))));
    }

    private Uni<Due> putOff(Mutiny.Session session, Proposal proposal, Instant now) {
        proposal.planLater(proposal.problem().orElse("being planned"), now.plus(config.planRetry()));
        return FindingRows.openOn(session, proposal.target()).map(open -> Due.of(proposal.target(), open));
    }

    private Uni<Void> plan(Due due) {
        return look(due)
                .flatMap(look -> sessions.withTransaction(
                        session -> session.find(Proposal.class, due.target(), LockModeType.PESSIMISTIC_WRITE)
                                .flatMap(proposal -> proposal.state() == ProposalState.UNPLANNED
                                        ? settle(session, proposal, look)
                                        : Uni.createFrom().voidItem())));
    }

    private Uni<Look> look(Due due) {
        Arn arn = Arn.parse(due.target());
        if (TargetKind.of(arn).isEmpty()) {
            return Uni.createFrom().item(new Look(null, "there is no way to look at this kind of resource here"));
        }
        return resources
                .describe(arn, due.region())
                .map(Look::of)
                .onFailure(Fault::isOne)
                .recoverWithItem(failure -> new Look(null, Fault.of(failure).text()));
    }

    private Uni<Void> settle(Mutiny.Session session, Proposal proposal, Look look) {
        return DatabaseClock.now(session)
                .flatMap(now -> FindingRows.openOn(session, proposal.target()).flatMap(open -> {
                    if (open.isEmpty()) {
                        proposal.close();
                        return Uni.createFrom().voidItem();
                    }
                    if (look.subject() == null) {
                        proposal.planLater(look.problem(), now.plus(config.planRetry()));
                        return Uni.createFrom().voidItem();
                    }
                    return show(session, proposal, look.subject(), open, now);
                }));
    }

    private Uni<Void> show(
            Mutiny.Session session, Proposal proposal, Subject subject, List<FindingRow> open, Instant now) {
        proposal.plan(subject, now.plus(expiry.expiry()));
        List<AuditDraft> proposed = new ArrayList<>();
        for (FindingRow row : open) {
            Finding finding = row.finding();
            row.plan(Plan.of(finding, subject, changes.of(finding, subject), proposal.round())
                    .hash());
            proposed.add(entry(proposal, row));
        }
        return session.flush().chain(() -> audit.append(session, proposed));
    }

    private static AuditDraft entry(Proposal proposal, FindingRow row) {
        Map<String, @Nullable Object> detail = new LinkedHashMap<>();
        detail.put("proposal", proposal.id());
        detail.put("round", proposal.round());
        detail.put("version", row.version());
        detail.put("plan", row.plan().orElse(null));
        detail.put("expiresAt", proposal.expiresAt().orElse(null));
        return new AuditDraft(AuditDraft.GLEANER, AuditEntry.Kind.PROPOSED, row.id(), proposal.target(), detail);
    }

    /**
     * A target to look at.
     *
     * @param region where its findings say that it is, empty when none does
     */
    private record Due(String target, String region) {

        static Due of(String target, List<FindingRow> open) {
            return new Due(
                    target,
                    open.stream()
                            .map(row -> row.finding().region())
                            .filter(region -> region != null && !region.isEmpty())
                            .findFirst()
                            .orElse(""));
        }
    }

    /** What looking at a target came to: what a plan can rest on, or why there is nothing to plan with. */
    private record Look(@Nullable Subject subject, String problem) {

        static Look of(Optional<Sighting> shown) {
            if (shown.isEmpty()) {
                return new Look(null, "AWS did not show the target; an empty answer means nothing");
            }
            Subject subject = shown.get().subject();
            return subject.unplannable().map(why -> new Look(null, why)).orElseGet(() -> new Look(subject, ""));
        }
    }
}
