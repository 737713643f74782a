package dev.gleaner.local.estate.saving;

import dev.gleaner.local.estate.bill.EstatePrices;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.kind.KindRegistry;
import java.time.Instant;
import java.util.Optional;

/** The dollars of the expected findings on gateways, interface endpoints and load balancers: the hours, of an endpoint in the only zone in which it is; the address of a NAT gateway stays. */
final class VpcSavingCalculator implements KindSavingCalculator<EstateVpc> {

    private final EstatePrices prices;

    VpcSavingCalculator(EstatePrices prices) {
        this.prices = prices;
    }

    @Override
    public EstateKind<EstateVpc> kind() {
        return KindRegistry.VPCS;
    }

    @Override
    public Optional<ExpectedSaving> of(String rule, String name, EstateVpc vpc, Instant evaluated) {
        return rule.equals(ExpectedSavingCalculator.IDLE_GATEWAY)
                ? hours(vpc, name)
                        .flatMap(item -> prices.of(vpc.region(), item))
                        .map(price -> ExpectedSaving.exactly(price.multiply(EstatePrices.HOURS_PER_MONTH)))
                : Optional.empty();
    }

    @Override
    public boolean isAdvice(String rule, String name, EstateVpc vpc) {
        return rule.equals(ExpectedSavingCalculator.IDLE_GATEWAY)
                && !vpc.natGateways().contains(name);
    }

    private static Optional<String> hours(EstateVpc vpc, String name) {
        if (vpc.natGateways().contains(name)) {
            return Optional.of("nat-gateway-hours");
        }
        if (vpc.interfaceEndpoints().contains(name)) {
            return Optional.of("interface-endpoint-hours");
        }
        return vpc.loadBalancers().contains(name) ? Optional.of("application-load-balancer-hours") : Optional.empty();
    }
}
