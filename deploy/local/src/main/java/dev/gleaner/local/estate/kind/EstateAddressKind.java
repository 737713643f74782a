package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.SeededRandom;
import java.util.List;
import java.util.Map;
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
    public void validate(String place, EstateAddress address, ResourceCheck check) {
        check.uses(place + "/uses", address.region(), address.uses(), null, address.released());
    }
}
