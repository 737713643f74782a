package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AddressAttributeName;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;

/**
 * Properties of an Elastic IP address on which a plan is based.
 *
 * @param ip the address itself
 * @param association id of its association; absent when it is not associated
 * @param holder network interface or instance with which it is associated; absent when there is none
 * @param reverse its reverse DNS name; absent when there is none
 * @param operator AWS service that manages it; absent when there is none
 * @param border group of zones from which it is announced; absent when EC2 did not return it
 */
public record ElasticIp(
        String ip,
        @Nullable String association,
        @Nullable String holder,
        @Nullable String reverse,
        @Nullable String operator,
        @Nullable String border,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<ElasticIp, Observation> TYPE = TargetType.of(
                    ResourceKind.ADDRESS, ElasticIp.class, Observation.class, Describer::new)
            .taggedBy(TagCalls.EC2);

    public ElasticIp {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** Why the address is in use; empty when no use is known. */
    @Override
    public Optional<String> planningObstacle() {
        if (association != null || holder != null) {
            return Optional.of("the address is associated with " + (holder == null ? association : holder));
        }
        if (reverse != null) {
            return Optional.of("reverse DNS gives " + reverse + " for the address, so it may be in use");
        }
        return Optional.ofNullable(operator).map(service -> "the address is managed by " + service);
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the address changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("the address changed since the plan"));
    }

    /**
     * Description of an Elastic IP address by EC2 at one time.
     *
     * @param address absent when EC2 answered {@code InvalidAllocationID.NotFound} for its id; an answer without an address
     *     is no observation
     */
    public record Observation(@Nullable ElasticIp address) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return address == null ? new ResourceSnapshot.NotFound(ResourceKind.ADDRESS) : address;
        }

        @Override
        public String state() {
            if (address == null) {
                return ResourceSnapshot.NotFound.STATE;
            }
            return address.association() == null ? "allocated" : "associated";
        }

        @Override
        public String sentence() {
            return "the address is " + state();
        }
    }

    /** Describes an Elastic IP address and its reverse DNS name. */
    public record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        private static final String NOT_FOUND = "InvalidAllocationID.NotFound";

        /**
         * The current description by EC2. The observation has no address only if EC2 answers that the allocation does not
         * exist. An answer without the address gives an empty result and proves nothing; any other error is a failure.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return ContextBoundUni.onWorker(
                            () -> ec2(arn).describeAddresses(request -> request.allocationIds(arn.id())))
                    .map(answer -> answer.addresses().stream()
                            .filter(shown -> arn.id().equals(shown.allocationId()))
                            .findFirst())
                    .flatMap(shown -> shown.map(address ->
                                    reverse(arn).map(name -> Optional.of(toObservation(address, name.orElse(null)))))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())))
                    .onFailure(failure -> AwsError.isCode(failure, NOT_FOUND))
                    .recoverWithItem(Optional.of(new ElasticIp.Observation(null)));
        }

        /** The reverse DNS name, including one that is being set or removed. */
        private Uni<Optional<String>> reverse(Arn arn) {
            return ContextBoundUni.onWorker(() -> ec2(arn).describeAddressesAttribute(request ->
                            request.allocationIds(arn.id()).attribute(AddressAttributeName.DOMAIN_NAME)))
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

        private static ResourceObservation toObservation(
                software.amazon.awssdk.services.ec2.model.Address shown, @Nullable String reverse) {
            return new ElasticIp.Observation(new ElasticIp(
                    shown.publicIp(),
                    emptyIsNone(shown.associationId()),
                    holder(shown),
                    reverse,
                    shown.serviceManagedAsString(),
                    shown.networkBorderGroup(),
                    Ec2TagMapper.toMap(shown.tags())));
        }

        private static @Nullable String holder(software.amazon.awssdk.services.ec2.model.Address shown) {
            String networkInterface = emptyIsNone(shown.networkInterfaceId());
            return networkInterface == null ? emptyIsNone(shown.instanceId()) : networkInterface;
        }

        /** EC2 returns an empty id when there is none. */
        private static @Nullable String emptyIsNone(@Nullable String id) {
            return id == null || id.isEmpty() ? null : id;
        }

        private Ec2AsyncClient ec2(Arn arn) {
            return clients.ec2(arn);
        }
    }
}
