package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

/** DescribeInstances, one instance a call: one bad id would fail a whole batch. */
@ApplicationScoped
public class Instances {

    private final AwsClients clients;

    Instances(AwsClients clients) {
        this.clients = clients;
    }

    /**
     * What EC2 shows now. Empty means nothing was shown, never that the instance is gone
     * (kubernetes-sigs/cluster-api-provider-aws#2915).
     */
    public Uni<Optional<Sighting>> describe(Arn arn) {
        return BackOnContext.of(
                        () -> clients.ec2Reading(arn.region()).describeInstances(request -> request.instanceIds(arn.id())))
                .map(answer -> sighting(arn, answer))
                .onFailure(Fault::isNotFound)
                .recoverWithItem(Optional::empty);
    }

    private static Optional<Sighting> sighting(Arn arn, DescribeInstancesResponse answer) {
        return answer.reservations().stream()
                .filter(reservation -> arn.account().equals(reservation.ownerId()))
                .flatMap(reservation -> reservation.instances().stream())
                .filter(instance -> arn.id().equals(instance.instanceId()) && instance.launchTime() != null)
                .findFirst()
                .map(Instances::sighting);
    }

    private static Sighting sighting(software.amazon.awssdk.services.ec2.model.Instance shown) {
        Instance instance = new Instance(
                shown.state().nameAsString(),
                shown.instanceTypeAsString(),
                shown.rootDeviceTypeAsString(),
                shown.blockDeviceMappings().stream().anyMatch(mapping -> mapping.ebs() == null),
                shown.instanceLifecycleAsString(),
                shown.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)));
        return new InstanceSighting(instance, shown.launchTime());
    }
}
