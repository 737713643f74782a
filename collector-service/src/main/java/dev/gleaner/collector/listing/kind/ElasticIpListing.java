package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.service.aws.SdkJsonMapper;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;

/** Lists Elastic IP addresses, in use or not. EC2 does not return their time of allocation. */
@Singleton
public record ElasticIpListing(RateLimitedAwsClients aws, Config config) implements KindListing {

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.ADDRESS, "ec2:DescribeAddresses");
    }

    /** EC2 returns all addresses at once. Addresses without an allocation id belonged to EC2-Classic. */
    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        List<Signal> signals =
                signals(listing, AwsFutures.await(aws.ec2(awsAccountRegion).describeAddresses()));
        return ListedRegion.of(signals)
                .with(
                        ListedAddress.class,
                        signals.stream()
                                .map(signal -> new ListedAddress(
                                        Arn.parse(signal.getResource()).id()))
                                .toList());
    }

    @Override
    public Optional<RecordedListingParser> recordedListingParser() {
        return Optional.of(ElasticIpListing::recorded);
    }

    private static List<Signal> recorded(JsonNode answer, RegionListing listing) {
        DescribeAddressesResponse response =
                (DescribeAddressesResponse) SdkJsonMapper.build(answer, DescribeAddressesResponse.builder());
        if (!response.hasAddresses()) {
            throw new IllegalArgumentException("it has no Addresses");
        }
        return signals(listing, response);
    }

    private static List<Signal> signals(RegionListing listing, DescribeAddressesResponse response) {
        return response.addresses().stream()
                .filter(address -> address.allocationId() != null)
                .map(address -> signal(listing, address))
                .toList();
    }

    static Signal signal(RegionListing listing, Address address) {
        Map<String, String> tags = SdkValues.tags(address.tags());
        Inventory.Builder inventory = Inventory.newBuilder()
                // The address pool: addresses brought by the customer are free of charge.
                .setType(textOrEmpty(address.publicIpv4Pool()))
                .putAllTags(tags)
                .setOwner(owner(address, tags))
                .setParent(usedBy(listing, address));
        if (address.publicIp() != null) {
            inventory.addAddresses(address.publicIp());
        }
        return listing.signal(
                Arn.address(listing.region(), listing.account(), address.allocationId()), inventory.build());
    }

    /** An address that a load balancer or another service manages must be released by that service. */
    private static String owner(Address address, Map<String, String> tags) {
        String controller = ResourceController.owner(tags);
        return controller.isEmpty() && address.serviceManagedAsString() != null
                ? "aws:" + address.serviceManagedAsString()
                : controller;
    }

    /** The user of the address; empty if there is none. */
    private static String usedBy(RegionListing listing, Address address) {
        if (!textOrEmpty(address.instanceId()).isEmpty()) {
            return Arn.instance(listing.region(), listing.account(), address.instanceId())
                    .toString();
        }
        if (!textOrEmpty(address.networkInterfaceId()).isEmpty()) {
            return Arn.networkInterface(listing.region(), listing.account(), address.networkInterfaceId())
                    .toString();
        }
        return "";
    }

    /**
     * An Elastic IP address.
     *
     * @param id of its allocation
     */
    public record ListedAddress(String id) implements ListedResource {}

    /** Elastic IP addresses. */
    @ConfigMapping(prefix = "collector.inventory.addresses")
    public interface Config extends ListingConfig {}
}
