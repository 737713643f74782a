package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;

/** DescribeInstances, one instance a call: one bad id would fail a whole batch; and what else is to be known of it. */
@ApplicationScoped
public class Instances {

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
        return BackOnContext.of(
                        () -> clients.ec2(arn).describeInstances(request -> request.instanceIds(arn.id())))
                .map(answer -> shown(arn, answer))
                .onFailure(Fault::isNotFound)
                .recoverWithItem(Optional::empty)
                .flatMap(shown -> shown.map(instance -> sighting(arn, instance).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
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
        return types.hasStorage(arn.region(), shown.instanceTypeAsString())
                .map(storage -> InstanceForm.of(shown, storage.orElse(null)))
                .flatMap(sighting -> withTerminationProtection(arn, sighting))
                .flatMap(sighting -> withImage(arn, sighting));
    }

    /** Asked only while it stays as it is; a role that may not ask leaves it unknown. */
    private Uni<InstanceSighting> withTerminationProtection(Arn arn, InstanceSighting sighting) {
        if (!sighting.state().equals(Instance.RUNNING) && !sighting.state().equals(Instance.STOPPED)) {
            return Uni.createFrom().item(sighting);
        }
        return BackOnContext.of(() -> clients.ec2(arn)
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
        return BackOnContext.of(() -> clients.ec2(arn)
                        .describeImages(request -> request.owners(SELF).filters(ours)))
                .map(answer -> sighting.withImage(image(answer)));
    }

    private static @Nullable QuarantineImage image(DescribeImagesResponse answer) {
        return answer.images().stream()
                .map(image -> new QuarantineImage(image.imageId(), image.stateAsString()))
                .findFirst()
                .orElse(null);
    }
}
