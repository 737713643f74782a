package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.cost.EstatePrices;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.series.SeededRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Elastic IP addresses beside those of NAT gateways. */
final class EstateAddressKind extends EstateKind<EstateAddress> {

    EstateAddressKind() {
        super("addresses", "an address", EstateAddress.class);
    }

    @Override
    public boolean isOfEc2() {
        return true;
    }

    @Override
    public EstateAddress withNameTag(EstateAddress address) {
        return address.withNameTag();
    }

    @Override
    public Arn arn(EstateAddress address, String name, UnaryOperator<String> id) {
        return Arn.address(address.region(), address.account(), id.apply(name));
    }

    @Override
    public Map<String, String> madeIds(EstateAddress address, SeededRandom random) {
        return madeId(address.name(), "eipalloc-", random);
    }

    @Override
    public List<String> addressed(EstateAddress address) {
        return List.of(address.name());
    }

    @Override
    public void validate(String place, EstateAddress address, ResourceValidationContext check) {
        check.uses(place + "/uses", address.region(), address.uses(), null, address.released());
    }

    @Override
    public Optional<String> listedAs() {
        return Optional.of("Addresses");
    }

    @Override
    public ObjectNode listed(EstateAddress address, UnaryOperator<String> id, Instant asOf, Instant end) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("AllocationId", id.apply(address.name()))
                .put("Domain", "vpc")
                .put("PublicIpv4Pool", "amazon");
        address.useAt(asOf, end).ifPresent(use -> node.put("InstanceId", id.apply(use.instance())));
        node.set("Tags", listedTags(address.tags()));
        return node;
    }

    @Override
    public EstateAddress after(EstateAddress address, AuditedStep step) {
        return step.step().isEmpty() || step.deletes() ? address.releasedAt(step.at()) : address;
    }

    @Override
    public List<BilledUsage> hourly(EstateAddress address) {
        return List.of(BilledUsage.hours(
                address.name(), "AmazonVPC", "PublicIPv4:IdleAddress", address.tags(), "public-ipv4", 1));
    }

    /** The time of an unused one costs as much as that of a used one. */
    @Override
    public Optional<ExpectedSaving> saving(
            String rule, String name, EstateAddress address, EstatePrices prices, Instant end) {
        return rule.equals(FORGOTTEN_STORAGE)
                ? prices.of(address.region(), "public-ipv4")
                        .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)))
                : Optional.empty();
    }
}
