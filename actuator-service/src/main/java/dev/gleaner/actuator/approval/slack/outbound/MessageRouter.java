package dev.gleaner.actuator.approval.slack.outbound;

import dev.gleaner.actuator.approval.slack.OwnerChannels;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.actuator.approval.slack.client.MessageTransport;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.proposal.FindingRepository;
import dev.gleaner.actuator.proposal.FindingRow;
import dev.gleaner.actuator.proposal.Proposal;
import dev.gleaner.contracts.finding.Finding;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Assigns the channel to each message, and selects the resources that are reported only in the daily digest. It processes
 * some hundred changed messages at a time.
 */
@ApplicationScoped
class MessageRouter {

    private static final int BATCH = 200;

    private static final String UNROUTED =
            "select target, changed from slack_message where changed > routed order by target limit " + BATCH;

    private static final String ROUTED = """
        update slack_message set room = nullif(:room, ''), monthly = cast(nullif(:monthly, '') as numeric),
               small = :small, routed = :changed
         where target = :target
        """;

    private static final String UNKNOWN = "update slack_message set routed = :changed where target = :target";

    private final Mutiny.SessionFactory sessions;
    private final OwnerChannels channels;
    private final SlackConfig config;

    MessageRouter(Mutiny.SessionFactory sessions, OwnerChannels channels, SlackConfig config) {
        this.sessions = sessions;
        this.channels = channels;
        this.config = config;
    }

    /** Routes the messages that changed. */
    Uni<Void> route(MessageTransport to) {
        return sessions.withTransaction(session -> session.createNativeQuery(UNROUTED, Tuple.class)
                .getResultList()
                .flatMap(rows -> rows.isEmpty() ? Uni.createFrom().voidItem() : route(session, to, rows)));
    }

    private Uni<Void> route(Mutiny.Session session, MessageTransport to, List<Tuple> rows) {
        return FindingRepository.findOpen(
                        session,
                        rows.stream()
                                .map(row -> row.get("target", String.class))
                                .toList())
                .map(found -> found.stream().collect(Collectors.groupingBy(FindingRow::target)))
                .flatMap(open -> planned(session, open.keySet())
                        .flatMap(planned -> Multi.createFrom()
                                .iterable(rows)
                                .onItem()
                                .transformToUniAndConcatenate(row -> write(session, to, row, open, planned))
                                .collect()
                                .last()
                                .replaceWithVoid()));
    }

    /** The last known state of the targets that were described. */
    private static Uni<Map<String, ResourceSnapshot>> planned(Mutiny.Session session, Set<String> targets) {
        return targets.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : session.createQuery(
                                "from Proposal where target in (:targets) and planned is not null", Proposal.class)
                        .setParameter("targets", targets)
                        .getResultList()
                        .map(proposals -> proposals.stream()
                                .collect(Collectors.toMap(
                                        Proposal::target,
                                        proposal -> proposal.planned().orElseThrow())));
    }

    private Uni<Integer> write(
            Mutiny.Session session,
            MessageTransport to,
            Tuple row,
            Map<String, List<FindingRow>> open,
            Map<String, ResourceSnapshot> planned) {
        String target = row.get("target", String.class);
        long changed = row.get("changed", Number.class).longValue();
        List<FindingRow> findings = open.getOrDefault(target, List.of());
        if (findings.isEmpty()) {
            return session.createNativeQuery(UNKNOWN)
                    .setParameter("target", target)
                    .setParameter("changed", changed)
                    .executeUpdate();
        }
        NotificationPriority notificationPriority = NotificationPriority.of(
                findings.stream().map(FindingRow::finding).toList());
        return session.createNativeQuery(ROUTED)
                .setParameter(
                        "room",
                        to.channelOf(
                                        channels,
                                        OwnerChannels.CurrentOwner.resolve(
                                                notificationPriority.heaviest(),
                                                Optional.ofNullable(planned.get(target))))
                                .orElse(""))
                .setParameter(
                        "monthly",
                        notificationPriority.monthly().map(Object::toString).orElse(""))
                .setParameter("small", notificationPriority.isBelow(config.digestBelow()))
                .setParameter("target", target)
                .setParameter("changed", changed)
                .executeUpdate();
    }

    /**
     * Priority of a resource by its open findings. They overlap, so the largest counts, not their sum. A resource with an
     * unpriced finding is never small, since the saving is unknown, unless the finding lies outside the optimisation sequence: then it
     * saves nothing by itself.
     *
     * @param heaviest the finding with the largest saving; its owner is asked
     * @param monthly USD per month of the largest saving; empty if no finding has a price
     * @param isPriced whether all findings of the optimisation sequence have a price, or tell a cost
     */
    record NotificationPriority(Finding heaviest, Optional<BigDecimal> monthly, boolean isPriced) {

        private static final int OUTSIDE = 0;

        private static final Comparator<Finding> LIGHTER = Comparator.comparing((Finding finding) ->
                        Optional.ofNullable(finding.saving().monthly()).orElse(BigDecimal.ZERO))
                .thenComparing(Finding::id, Comparator.reverseOrder());

        /** Determines the priority by at least one finding. */
        static NotificationPriority of(List<Finding> findings) {
            return new NotificationPriority(
                    findings.stream().max(LIGHTER).orElseThrow(),
                    findings.stream()
                            .map(finding -> finding.saving().monthly())
                            .filter(Objects::nonNull)
                            .max(Comparator.naturalOrder()),
                    findings.stream()
                            .filter(finding -> finding.step() != OUTSIDE)
                            .noneMatch(finding -> finding.saving().isUnknown()));
        }

        /** Whether all savings are known to be below this limit. */
        boolean isBelow(BigDecimal limit) {
            return isPriced && monthly.orElse(BigDecimal.ZERO).compareTo(limit) < 0;
        }
    }
}
