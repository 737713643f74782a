package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.BackOnContext;
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
public class Instances {

    /** As many as go into one call; a filter takes 200 values (EC2 API reference, Filter). */
    public static final int TOGETHER = 100;

    private static final String SELF = "self";

    private final AwsClients clients;
    private final InstanceTypes types;

    Instances(AwsClients clients, InstanceTypes types) {
        this.clients = clients;
        this.types = types;
    }

    /**
     * What EC2 shows now. Empty means nothing was shown, never that the instance is gone
     * (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    public Uni<Optional<Sighting>> describe(Arn arn) {
        return BackOnContext.onWorker(
                        () -> clients.ec2Reading(arn).describeInstances(request -> request.instanceIds(arn.id())))
                .map(answer -> shown(arn, answer))
                .onFailure(Fault::isNotFound)
                .recoverWithItem(Optional::empty)
                .flatMap(shown -> shown.map(instance -> sighting(arn, instance).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /**
     * What EC2 shows now of several of one account and region, by one call: what a plan rests on, without what has to be
     * asked for each. Who is absent was not shown, which means nothing.
     */
    public Uni<Map<Arn, InstanceSighting>> describe(List<Arn> together) {
        Filter ids = Filter.builder()
                .name("instance-id")
                .values(together.stream().map(Arn::id).toList())
                .build();
        return BackOnContext.onWorker(
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

    private Uni<Optional<Map.Entry<Arn, InstanceSighting>>> sightingForPlan(
            Arn arn, Optional<software.amazon.awssdk.services.ec2.model.Instance> shown) {
        return shown.map(instance -> withStorage(arn, instance).map(sighting -> Optional.of(Map.entry(arn, sighting))))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<InstanceSighting> withStorage(Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
        return types.hasStorage(arn, shown.instanceTypeAsString())
                .map(storage -> InstanceForm.of(shown, storage.orElse(null)));
    }

    private static Optional<software.amazon.awssdk.services.ec2.model.Instance> shown(
            Arn arn, DescribeInstancesResponse answer) {
        return answer.reservations().stream()
                .filter(reservation -> arn.account().equals(reservation.ownerId()))
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> arn.id().equals(instance.instanceId()) && instance.launchTime() != null)
                .findFirst();
    }

    private Uni<Sighting> sighting(Arn arn, software.amazon.awssdk.services.ec2.model.Instance shown) {
        return withStorage(arn, shown)
                .flatMap(sighting -> withTerminationProtection(arn, sighting))
                .flatMap(sighting -> withImage(arn, sighting));
    }

    /** Asked only while it stays as it is; a role that may not ask leaves it unknown. */
    private Uni<InstanceSighting> withTerminationProtection(Arn arn, InstanceSighting sighting) {
        if (!sighting.state().equals(Instance.RUNNING) && !sighting.state().equals(Instance.STOPPED)) {
            return Uni.createFrom().item(sighting);
        }
        return BackOnContext.onWorker(() -> clients.ec2Reading(arn)
                        .describeInstanceAttribute(request ->
                                request.instanceId(arn.id()).attribute(InstanceAttributeName.DISABLE_API_TERMINATION)))
                .map(answer -> sighting.withTerminationProtected(
                        answer.disableApiTermination() == null
                                ? null
                                : answer.disableApiTermination().value()))
                .onFailure(failure -> Fault.isOne(failure) && !Fault.of(failure).retryable())
                .recoverWithItem(sighting);
    }

    private Uni<Sighting> withImage(Arn arn, InstanceSighting sighting) {
        String action = sighting.instance().tags().get(InstanceTags.QUARANTINED);
        if (action == null) {
            return Uni.createFrom().item(sighting);
        }
        Filter ours = Filter.builder()
                .name("tag:" + InstanceTags.ACTION)
                .values(action)
                .build();
        return BackOnContext.onWorker(() -> clients.ec2Reading(arn)
                        .describeImages(request -> request.owners(SELF).filters(ours)))
                .map(answer -> sighting.withImage(image(answer)));
    }

    private static @Nullable QuarantineImage image(DescribeImagesResponse answer) {
        return answer.images().stream().findFirst().map(Instances::image).orElse(null);
    }

    private static QuarantineImage image(Image shown) {
        return new QuarantineImage(
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
