package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AddressAttributeName;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;

/** An Elastic IP address with its reverse DNS. */
@ApplicationScoped
public class ElasticIpDescriber {

    private static final String NOT_FOUND = "InvalidAllocationID.NotFound";

    private final ActuatorAwsClients clients;

    ElasticIpDescriber(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /**
     * What EC2 shows now. Only its word that there is no such allocation makes a sighting without one; an answer without
     * the address is empty and says nothing, and whatever else it answers is a fault.
     */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeAddresses(request -> request.allocationIds(arn.id())))
                .map(answer -> answer.addresses().stream()
                        .filter(shown -> arn.id().equals(shown.allocationId()))
                        .findFirst())
                .flatMap(shown -> shown.map(address ->
                                reverse(arn).map(name -> Optional.of(sighting(address, name.orElse(null)))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                .recoverWithItem(Optional.of(new ElasticIp.Observation(null)));
    }

    /** The name of reverse DNS. One that is being set or taken away counts as one. */
    private Uni<Optional<String>> reverse(Arn arn) {
        return ContextBoundUni.onWorker(() -> ec2(arn).describeAddressesAttribute(
                                request -> request.allocationIds(arn.id()).attribute(AddressAttributeName.DOMAIN_NAME)))
                .map(answer -> reverse(arn, answer));
    }

    private static Optional<String> reverse(Arn arn, DescribeAddressesAttributeResponse answer) {
        return answer.addresses().stream()
                .filter(shown -> arn.id().equals(shown.allocationId()))
                .flatMap(shown -> name(shown).stream())
                .findFirst();
    }

    private static Optional<String> name(AddressAttribute shown) {
        return Optional.ofNullable(shown.ptrRecord())
                .or(() -> Optional.ofNullable(shown.ptrRecordUpdate()).map(update -> update.value()))
                .filter(name -> !name.isEmpty());
    }

    private static ResourceObservation sighting(
            software.amazon.awssdk.services.ec2.model.Address shown, @Nullable String reverse) {
        return new ElasticIp.Observation(new ElasticIp(
                shown.publicIp(),
                emptyIsNone(shown.associationId()),
                holder(shown),
                reverse,
                shown.serviceManagedAsString(),
                shown.networkBorderGroup(),
                Ec2TagMapper.of(shown.tags())));
    }

    private static @Nullable String holder(software.amazon.awssdk.services.ec2.model.Address shown) {
        String networkInterface = emptyIsNone(shown.networkInterfaceId());
        return networkInterface == null ? emptyIsNone(shown.instanceId()) : networkInterface;
    }

    /** EC2 says an empty id where there is none. */
    private static @Nullable String emptyIsNone(@Nullable String id) {
        return id == null || id.isEmpty() ? null : id;
    }

    private Ec2AsyncClient ec2(Arn arn) {
        return clients.ec2(arn);
    }
}
