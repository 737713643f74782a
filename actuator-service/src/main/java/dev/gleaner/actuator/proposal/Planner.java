package dev.gleaner.actuator.proposal;

import dev.gleaner.actuator.audit.AuditChain;
import dev.gleaner.actuator.audit.AuditDraft;
import dev.gleaner.actuator.aws.Fault;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.Instances;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.database.DatabaseClock;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
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
    private final Instances instances;
    private final AuditChain audit;
    private final ProposalConfig config;

    Planner(Mutiny.SessionFactory sessions, Instances instances, AuditChain audit, ProposalConfig config) {
        this.sessions = sessions;
        this.instances = instances;
        this.audit = audit;
        this.config = config;
    }

    @Scheduled(every = "${actuator.proposal.plan-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tick() {
        return planAll()
                .onFailure()
                .invoke(failure -> Log.warn("Plans can't be made now; it will be tried again", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** Plans everything that is due, one after another. */
    Uni<Void> planAll() {
        return nextDue()
                .flatMap(due -> due.map(target -> plan(target).chain(this::planAll))
                        .orElse(Uni.createFrom().voidItem()));
    }

    /** Puts off the next proposal that is due, so that nobody else plans it meanwhile. */
    private Uni<Optional<String>> nextDue() {
        return sessions.withTransaction(session -> DatabaseClock.now(session)
                .flatMap(now -> session.createNativeQuery(DUE, Proposal.class)
                        .getSingleResultOrNull()
                        .map(due -> Optional.ofNullable(due).map(proposal -> {
                            proposal.planLater(
                                    proposal.problem().orElse("being planned"), now.plus(config.planRetry()));
                            return proposal.target();
                        }))));
    }

    private Uni<Void> plan(String target) {
        return look(target)
                .flatMap(look -> sessions.withTransaction(
                        session -> session.find(Proposal.class, target, LockModeType.PESSIMISTIC_WRITE)
                                .flatMap(proposal -> proposal.state() == ProposalState.UNPLANNED
                                        ? settle(session, proposal, look)
                                        : Uni.createFrom().voidItem())));
    }

    private Uni<Look> look(String target) {
        Arn arn = Arn.parse(target);
        if (!arn.service().equals("ec2") || !arn.type().equals("instance")) {
            return Uni.createFrom().item(new Look(null, "there is no way to look at this kind of resource here"));
        }
        return instances
                .describe(arn)
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
                    if (look.instance() == null) {
                        proposal.planLater(look.problem(), now.plus(config.planRetry()));
                        return Uni.createFrom().voidItem();
                    }
                    return show(session, proposal, look.instance(), open, now);
                }));
    }

    private Uni<Void> show(
            Mutiny.Session session, Proposal proposal, Instance instance, List<FindingRow> open, Instant now) {
        proposal.plan(instance, now.plus(config.expiry()));
        List<AuditDraft> proposed = new ArrayList<>();
        for (FindingRow row : open) {
            row.plan(Plan.of(row.finding(), instance, proposal.round()).hash());
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

    /** What looking at a target came to: the instance, or why there is none to plan with. */
    private record Look(@Nullable Instance instance, String problem) {

        static Look of(Optional<Sighting> shown) {
            if (shown.isEmpty()) {
                return new Look(null, "EC2 did not show the instance; an empty answer means nothing");
            }
            Instance instance = shown.get().instance();
            return instance.state().equals(Instance.RUNNING)
                    ? new Look(instance, "")
                    : new Look(null, "the instance is " + instance.state() + ", not running");
        }
    }
}
