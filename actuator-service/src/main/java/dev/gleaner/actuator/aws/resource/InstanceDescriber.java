package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;

/**
 * DescribeInstances, and what else is to be known of an instance. Several are asked for by a filter: among ids, one that is
 * bad would fail the whole call.
 */
@ApplicationScoped
public class InstanceDescriber {

    /** As many as go into one call; a filter takes 200 values (EC2 API reference, Filter). */
    public static final int TOGETHER = 100;

    private static final String SELF = "self";

    private final ActuatorAwsClients clients;
    private final InstanceStoreLookup types;

    InstanceDescriber(ActuatorAwsClients clients, InstanceStoreLookup types) {
        this.clients = clients;
        this.types = types;
    }

    /**
     * What EC2 shows now. Empty means nothing was shown, never that the instance is gone
     * (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        return ContextBoundUni.onWorker(
                        () -> clients.ec2Reading(arn).describeInstances(request -> request.instanceIds(arn.id())))
                .map(answer -> shown(arn, answer))
                .onFailure(AwsError::isNotFound)
                .recoverWithItem(Optional::empty)
                .flatMap(shown -> shown.map(instance -> sighting(arn, instance).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /**
     * What EC2 shows now of several of one account and region, by one call: what a plan rests on, without what has to be
     * asked for each. Who is absent was not shown, which means nothing.
     */
    public Uni<Map<Arn, Ec2Instance.Observation>> describe(List<Arn> together) {
        Filter ids = Filter.builder()
                .name("instance-id")
                .values(together.stream().map(Arn::id).toList())
                .build();
        return ContextBoundUni.onWorker(
                        () -> clients.ec2Reading(together.get(0)).describeInstances(request -> request.filters(ids)))
                .onItem()
                .transformToMulti(answer -> Multi.createFrom()
                        .iterable(together)
                        .onItem()
                        .transformToUniAndConcatenate(arn -> sightingForPlan(arn, shown(arn, answer))))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Uni<Optional<Map.Entry<Arn, Ec2Instance.Observation>>> sightingForPlan(
            Arn arn, Optional<software.amazon.awssdk.services.ec2.model.Instance> shown) {
        return shown.map(instance -> withStorage(arn, instance).map(sighting -> Optional.of(Map.entry(arn, sighting))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Ec2Instance.Observation> withStorage(
            Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
        return types.hasStorage(arn, shown.instanceTypeAsString())
                .map(storage -> Ec2InstanceMapper.of(shown, storage.orElse(null)));
    }

    private static Optional<software.amazon.awssdk.services.ec2.model.Instance> shown(
            Arn arn, DescribeInstancesResponse answer) {
        return answer.reservations().stream()
                .filter(reservation -> arn.account().equals(reservation.ownerId()))
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> arn.id().equals(instance.instanceId()) && instance.launchTime() != null)
                .findFirst();
    }

    private Uni<ResourceObservation> sighting(Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
        return withStorage(arn, shown)
                .flatMap(sighting -> withTerminationProtection(arn, sighting))
                .flatMap(sighting -> withImage(arn, sighting));
    }

    /** Asked only while it stays as it is; a role that may not ask leaves it unknown. */
    private Uni<Ec2Instance.Observation> withTerminationProtection(Arn arn, Ec2Instance.Observation sighting) {
        if (!sighting.state().equals(Ec2Instance.RUNNING) && !sighting.state().equals(Ec2Instance.STOPPED)) {
            return Uni.createFrom().item(sighting);
        }
        return ContextBoundUni.onWorker(() -> clients.ec2Reading(arn)
                        .describeInstanceAttribute(request ->
                                request.instanceId(arn.id()).attribute(InstanceAttributeName.DISABLE_API_TERMINATION)))
                .map(answer -> sighting.withTerminationProtected(
                        answer.disableApiTermination() == null
                                ? null
                                : answer.disableApiTermination().value()))
                .onFailure(failure ->
                        AwsError.isOne(failure) && !AwsError.of(failure).retryable())
                .recoverWithItem(sighting);
    }

    private Uni<ResourceObservation> withImage(Arn arn, Ec2Instance.Observation sighting) {
        String action = sighting.instance().tags().get(GleanerTagKeys.QUARANTINED);
        if (action == null) {
            return Uni.createFrom().item(sighting);
        }
        Filter ours = Filter.builder()
                .name("tag:" + GleanerTagKeys.ACTION)
                .values(action)
                .build();
        return ContextBoundUni.onWorker(() -> clients.ec2Reading(arn)
                        .describeImages(request -> request.owners(SELF).filters(ours)))
                .map(answer -> sighting.withImage(image(answer)));
    }

    private static Ec2Instance.@Nullable QuarantineImage image(DescribeImagesResponse answer) {
        return answer.images().stream()
                .findFirst()
                .map(InstanceDescriber::image)
                .orElse(null);
    }

    private static Ec2Instance.QuarantineImage image(Image shown) {
        return new Ec2Instance.QuarantineImage(
                shown.imageId(),
                shown.stateAsString(),
                time(shown.creationDate()),
                shown.blockDeviceMappings().stream()
                        .filter(mapping ->
                                mapping.ebs() != null && mapping.ebs().snapshotId() != null)
                        .map(mapping -> String.valueOf(mapping.deviceName()))
                        .toList());
    }

    /** EC2 writes it as text; what can't be read is not known. */
    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
