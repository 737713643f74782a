package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateCommitments;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.bill.ScheduledHours;
import dev.gleaner.local.estate.bill.UsageChanges;
import dev.gleaner.local.estate.bill.UsageChanges.InstanceChange;
import dev.gleaner.local.estate.bill.UsageChanges.ResourceChange;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CapacityReservation;
import software.amazon.awssdk.services.ec2.model.CapacityReservationState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Reads which instances, other resources and capacity reservations the AWS stand-in shows other than the estate has them. The members of Auto Scaling groups are left out, as
 * a group replaces them, and so are instances that it does not show at all.
 */
final class UsageChangeReader {

    /** As in {@code User initiated (2026-12-02 00:30:00 UTC)}. */
    private static final Pattern TRANSITION = Pattern.compile("\\((.+) (?:UTC|GMT)\\)");

    private static final DateTimeFormatter TRANSITION_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final StandInAwsClients clients;
    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;

    UsageChangeReader(StandInAwsClients clients, EstateTimeline estateTimeline, EstateIdentities identities) {
        this.clients = clients;
        this.estateTimeline = estateTimeline;
        this.identities = identities;
    }

    /** Each with the time since when it is so: of a stopped or terminated instance the one that EC2 shows, else now. */
    UsageChanges read(Instant now) {
        Estate estate = estateTimeline.estate();
        Map<String, Instance> instances = byId(
                estate.instances().stream().map(EstateInstance::region),
                region -> clients.ec2(region).describeInstancesPaginator().reservations().stream()
                        .flatMap(reservation -> reservation.instances().stream()),
                Instance::instanceId);
        Map<String, InstanceChange> changed = new TreeMap<>();
        estate.instances().stream()
                .filter(instance -> instance.autoScalingGroup() == null)
                .forEach(instance -> Optional.ofNullable(instances.get(identities.id(instance)))
                        .flatMap(shown -> change(instance, shown, now))
                        .ifPresent(change -> changed.put(instance.name(), change)));
        Map<String, ResourceChange> others = new TreeMap<>();
        StandInResourceBuilder.kinds().forEach(standIn -> others.putAll(changes(standIn, now)));
        others.putAll(networkChanges(now));
        return new UsageChanges(changed, others, cancelled(now));
    }

    private <R extends EstateResource> Map<String, ResourceChange> changes(StandInKind<R> standIn, Instant now) {
        List<R> resources = estateTimeline.estate().all(standIn.kind()).stream()
                .filter(resource -> resource.existsAt(now, estateTimeline.end()))
                .toList();
        Map<String, ResourceChange> changed = new TreeMap<>();
        resources.stream()
                .map(EstateResource::region)
                .distinct()
                .forEach(region -> standIn.shown(clients, region)
                        .ifPresent(shown -> resources.stream()
                                .filter(resource -> resource.region().equals(region))
                                .forEach(resource -> {
                                    UnaryOperator<R> change = shown.get(identities
                                            .arn(standIn.kind(), resource)
                                            .id());
                                    R used = change == null ? null : change.apply(resource);
                                    if (!resource.equals(used)) {
                                        changed.put(resource.name(), new ResourceChange(now, used));
                                    }
                                })));
        return changed;
    }

    /** VPCs without the NAT gateways that were deleted, which EC2 shows for an hour. */
    private Map<String, ResourceChange> networkChanges(Instant now) {
        Map<String, ResourceChange> changed = new TreeMap<>();
        List<EstateVpc> vpcs = estateTimeline.estate().all(KindRegistry.VPCS).stream()
                .filter(vpc -> !vpc.natGateways().isEmpty())
                .toList();
        Map<String, NatGateway> gateways = byId(
                vpcs.stream().map(EstateVpc::region),
                region -> clients.ec2(region).describeNatGatewaysPaginator().natGateways().stream()
                        .filter(gateway -> gateway.state() == NatGatewayState.AVAILABLE),
                NatGateway::natGatewayId);
        vpcs.forEach(vpc -> {
            EstateVpc shown = vpc.withNatGateways(vpc.natGateways().stream()
                    .filter(name -> gateways.containsKey(identities.id(name)))
                    .toList());
            if (!shown.equals(vpc)) {
                changed.put(vpc.name(), new ResourceChange(now, shown));
            }
        });
        return changed;
    }

    private Map<String, Instant> cancelled(Instant now) {
        List<EstateCommitments.CapacityReservation> reservations =
                EstateCommitments.of(estateTimeline.estate()).capacityReservations();
        Set<String> cancelled = reservations.stream()
                .map(EstateCommitments.CapacityReservation::region)
                .distinct()
                .flatMap(region ->
                        clients.ec2(region).describeCapacityReservationsPaginator().capacityReservations().stream())
                .filter(reservation -> reservation.state() == CapacityReservationState.CANCELLED)
                .map(CapacityReservation::capacityReservationId)
                .collect(Collectors.toSet());
        return reservations.stream()
                .filter(reservation -> cancelled.contains(reservation.id()))
                .collect(Collectors.toMap(EstateCommitments.CapacityReservation::name, reservation -> now));
    }

    private static <T> Map<String, T> byId(
            Stream<String> regions, Function<String, Stream<T>> resources, Function<T, String> id) {
        List<String> each = regions.distinct().toList();
        return each.stream().flatMap(resources).collect(Collectors.toMap(id, resource -> resource));
    }

    private Optional<InstanceChange> change(EstateInstance instance, Instance shown, Instant now) {
        boolean isRunning = shown.state().name() == InstanceStateName.RUNNING
                || shown.state().name() == InstanceStateName.PENDING;
        Optional<ScheduledHours> hours = shown.tags().stream()
                .filter(tag -> tag.key().equals(ScheduledHours.TAG))
                .map(Tag::value)
                .filter(value -> !value.equals(instance.tags().get(ScheduledHours.TAG)))
                .findFirst()
                .flatMap(ScheduledHours::parse);
        String type = shown.instanceTypeAsString();
        boolean isOfAnotherType = !type.equals(instance.type());
        if (hours.isEmpty() && !isOfAnotherType && isRunning == estateTimeline.wasRunningAt(instance, now)) {
            return Optional.empty();
        }
        Instant since = hours.isPresent() || isRunning
                ? now
                : stopped(shown.stateTransitionReason()).orElse(now);
        return Optional.of(new InstanceChange(since, isRunning, type, hours.orElse(null)));
    }

    private static Optional<Instant> stopped(String reason) {
        Matcher time = TRANSITION.matcher(reason == null ? "" : reason);
        return time.find()
                ? Optional.of(
                        LocalDateTime.parse(time.group(1), TRANSITION_TIME).toInstant(ZoneOffset.UTC))
                : Optional.empty();
    }
}
