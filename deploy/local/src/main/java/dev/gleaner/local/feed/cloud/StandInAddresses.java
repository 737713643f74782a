package dev.gleaner.local.feed.cloud;

import dev.gleaner.local.estate.kind.EstateAddress;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Elastic IP addresses beside those of NAT gateways. */
final class StandInAddresses implements StandInKind<EstateAddress> {

    /** The pool of addresses that are not a customer's own. */
    private static final String AMAZON = "amazon";

    @Override
    public EstateKind<EstateAddress> kind() {
        return KindRegistry.ADDRESSES;
    }

    @Override
    public void create(EstateAddress address, StandInResources created) {
        Ec2Client ec2 = created.clients().ec2(address.region());
        created.seedFor(address.name());
        String id = ec2.allocateAddress(r ->
                        r.domain(DomainType.VPC).tagSpecifications(Ec2Tags.of(ResourceType.ELASTIC_IP, address.tags())))
                .allocationId();
        created.assign(address.name(), id);
        if (!created.exists(address)) {
            ec2.releaseAddress(r -> r.allocationId(id));
            return;
        }
        created.past(address.account(), address.region(), "address", id).put("pool", AMAZON);
        created.use(address)
                .ifPresent(use -> ec2.associateAddress(r -> r.allocationId(id).instanceId(created.id(use.instance()))));
    }

    @Override
    public Optional<Map<String, UnaryOperator<EstateAddress>>> shown(StandInAwsClients clients, String region) {
        return Optional.of(clients.ec2(region).describeAddresses().addresses().stream()
                .collect(Collectors.toMap(Address::allocationId, shown -> UnaryOperator.identity())));
    }
}
